using System.Text.RegularExpressions;

namespace TradingBot.AppHost.Tests;

/// <summary>How the package profile is found, from a clone that was never built.</summary>
public sealed partial class PackageProfileTests : IAsyncLifetime
{
    private const string Small = "TradingBot.Contracts";

    private readonly TemporaryFolder _folder = new();

    private string Clone => Path.Combine(_folder.Path, "clone");

    private string Answer => Path.Combine(Clone, "artifacts", "package-profile.props");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Path.Exists(Path.Combine(Repository.Root, ".git")), "These sources are no clone.");
        ProgramRun clone = await ProgramRun.RunAsync("git", _folder.Path, ["clone", "--quiet", "--no-hardlinks", Repository.Root, Clone]);
        Assert.True(clone.ExitCode == 0, clone.Output);
        Assert.False(Directory.Exists(Path.Combine(Clone, "artifacts")));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_restore_of_the_solution_finds_the_profile_says_so_once_and_remembers_it()
    {
        ProgramRun first = await DotnetAsync(["restore", "TradingBot.sln"]);

        string profile = Profile().Match(await File.ReadAllTextAsync(Answer, TestContext.Current.CancellationToken)).Groups[1].Value;
        Assert.Matches("^(core|full)$", profile);
        Assert.Single(Said().Matches(first.Output));
        Assert.Equal(profile == "core", first.Output.Contains("are left out", StringComparison.Ordinal));
        Assert.Equal(["package-profile.props"], Directory.EnumerateFileSystemEntries(Path.Combine(Clone, "artifacts")).Select(Path.GetFileName));
        // All projects follow the one answer: the Redis client is the library with a version per profile.
        Assert.Equal(profile == "core", RestoredPackages("TradingBot.Storage").Contains("\"StackExchange.Redis/1.2.6\"", StringComparison.Ordinal));

        ProgramRun second = await DotnetAsync(["restore", "TradingBot.sln"]);
        Assert.Empty(Said().Matches(second.Output));
    }

    [Fact]
    public async Task A_restore_of_a_single_project_finds_it_too()
    {
        ProgramRun restore = await DotnetAsync(["restore", Small]);

        Assert.Single(Said().Matches(restore.Output));
        Assert.True(File.Exists(Answer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_forced_profile_is_taken_without_asking(bool byEnvironment)
    {
        ProgramRun restore = byEnvironment
            ? await DotnetAsync(["restore", Small], new Dictionary<string, string?> { ["PackageProfile"] = "core" })
            : await DotnetAsync(["restore", Small, "-p:PackageProfile=core"]);

        Assert.Empty(Said().Matches(restore.Output));
        Assert.False(File.Exists(Answer));
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_is_refused()
    {
        ProgramRun restore = await DotnetAsync(["restore", Small, "-p:PackageProfile=everything"], succeeds: false);

        Assert.NotEqual(0, restore.ExitCode);
        Assert.Contains("There is no package profile 'everything'. Set PackageProfile to core or full", restore.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_packages_that_the_source_lacks_are_remembered_and_newer_versions_ask_again()
    {
        await UseSourceAsync("http://127.0.0.1:9/index.json");
        ProgramRun unreachable = await AskAsync();
        Assert.Contains("Package profile: core, this time only", unreachable.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Answer));

        await UseSourceAsync(Directory.CreateDirectory(Path.Combine(_folder.Path, "empty")).FullName);
        ProgramRun lacking = await AskAsync();
        Assert.Contains("Package profile: core. Your package source lacks Aspire", lacking.Output, StringComparison.Ordinal);
        Assert.Contains(">core<", await File.ReadAllTextAsync(Answer, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Said().Matches((await AskAsync()).Output));

        // Everything that this probe wants is there.
        string probe = Path.Combine(_folder.Path, "probe.csproj");
        await File.WriteAllTextAsync(
            probe, """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(probe, DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(Path.Combine(Clone, "Directory.Packages.props"), File.GetLastWriteTimeUtc(Answer).AddSeconds(2));
        ProgramRun complete = await AskAsync($"-p:PackageProfileProbe={probe}");
        Assert.Contains("Package profile: full.", complete.Output, StringComparison.Ordinal);
        Assert.Contains(">full<", await File.ReadAllTextAsync(Answer, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Task<ProgramRun> AskAsync(params string[] properties) =>
        DotnetAsync(["msbuild", Path.Combine(Small, $"{Small}.csproj"), "-t:FindPackageProfile", "-nologo", .. properties]);

    private Task UseSourceAsync(string source) => File.WriteAllTextAsync(
        Path.Combine(Clone, "NuGet.Config"),
        $"""<configuration><packageSources><clear /><add key="only" value="{source}" allowInsecureConnections="true" /></packageSources></configuration>""",
        TestContext.Current.CancellationToken);

    private string RestoredPackages(string project) => File.ReadAllText(Path.Combine(Clone, project, "obj", "project.assets.json"));

    private async Task<ProgramRun> DotnetAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, bool succeeds = true)
    {
        ProgramRun run = await ProgramRun.RunAsync("dotnet", Clone, arguments, environment);
        Assert.True(run.ExitCode == 0 == succeeds, run.Output);
        return run;
    }

    [GeneratedRegex("Package profile: (core|full)")]
    private static partial Regex Said();

    [GeneratedRegex("<PackageProfile>(.*)</PackageProfile>")]
    private static partial Regex Profile();
}
