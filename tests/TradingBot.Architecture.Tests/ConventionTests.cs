using System.Text.RegularExpressions;

namespace TradingBot.Architecture.Tests;

public partial class ConventionTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_source_file_is_too_long_to_read()
    {
        List<string> tooLong = [];
        foreach (string file in Repository.Projects.SelectMany(Repository.Sources))
            if (File.ReadLines(file).Count() is var lines && lines > LongestFile) tooLong.Add($"{Repository.Relative(file)} ({lines} lines)");
        Assert.True(tooLong.Count == 0, $"Files over {LongestFile} lines hold more than one thing; split them by concept: {string.Join(", ", tooLong)}");
    }

    [Fact]
    public void Migrations_are_numbered_one_by_one_each_number_once()
    {
        string[] names = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "TradingBot.Storage", "Migrations"), "*.sql").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(names);
        Assert.All(names.Index(), entry => Assert.True(entry.Item.StartsWith($"{entry.Index + 1:0000}_", StringComparison.Ordinal), $"{entry.Item} should be number {entry.Index + 1}: no server would start"));
    }

    [Fact]
    public void Types_are_named_for_what_they_are_or_own()
    {
        List<string> vague = [];
        foreach (string file in Repository.Projects.SelectMany(Repository.Sources))
            foreach (Match declared in TypeDeclaration().Matches(File.ReadAllText(file)))
                if (VagueName().IsMatch(declared.Groups["name"].Value)) vague.Add($"{declared.Groups["name"].Value} in {Repository.Relative(file)}");
        Assert.True(vague.Count == 0, "Manager, Helper and Util say nothing; name the thing that it does or owns (FeeSchedule, FeedSequencer): " + string.Join(", ", vague));
    }

    [Fact]
    public void No_work_is_left_for_later_in_the_source()
    {
        List<string> left = [];
        foreach (string file in Repository.Projects.SelectMany(Repository.Sources))
            if (LeftForLater().IsMatch(File.ReadAllText(file))) left.Add(Repository.Relative(file));
        Assert.True(left.Count == 0, "Do it, or leave it out and say so in the change log: " + string.Join(", ", left));
    }

    [Theory]
    [InlineData("FeedManager", true)]
    [InlineData("JsonHelpers", true)]
    [InlineData("StringUtils", true)]
    [InlineData("FeedSequencer", false)]
    [InlineData("UtilizationGauge", false)]
    public void The_rule_for_names_knows_what_it_looks_for(string name, bool isVague) => Assert.Equal(isVague, VagueName().IsMatch(name));

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+(struct\s+|class\s+)?(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("(Manager|Helper|Util|Utility|Utilitie)s?$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex LeftForLater();
}
