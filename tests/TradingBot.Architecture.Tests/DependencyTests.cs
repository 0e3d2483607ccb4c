using System.Xml.Linq;
using TradingBot.Engine;

namespace TradingBot.Architecture.Tests;

public class DependencyTests
{
    // docs/ARCHITECTURE.md, "Layout". A project may need less than its row allows, never more.
    private const string Table = """
        AppHost          LocalStack
        LocalStack
        ServiceDefaults
        Contracts
        Engine
        Exchanges        Engine
        Storage          Engine
        Research         Engine
        Worker           Engine Exchanges Storage Research ServiceDefaults
        Api              Contracts Storage ServiceDefaults
        Web              Contracts ServiceDefaults
        ExchangeSim      ServiceDefaults
        SafetyProof      Engine Exchanges Storage LocalStack
        Fidelity         Engine Exchanges ExchangeSim
        Cli              Contracts Exchanges Research Storage LocalStack SafetyProof Fidelity
        """;

    private static readonly Dictionary<string, string[]> Allowed = Table.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => "TradingBot." + name).ToArray())
        .ToDictionary(row => row[0], row => row[1..]);

    [Fact]
    public void Every_project_references_only_what_its_row_of_the_table_allows()
    {
        List<string> wrong = [];
        foreach (string project in Repository.Projects)
            foreach (string reference in ReferencesOf(project))
                if (!Allowed.GetValueOrDefault(project, []).Contains(reference)) wrong.Add($"{project} -> {reference}");
        Assert.True(wrong.Count == 0,
            "Arrows that the design does not have. Move the code to where both sides may use it, or change the table here and in docs/ARCHITECTURE.md and say why in docs/decisions: "
            + string.Join(", ", wrong));
    }

    [Fact]
    public void Every_project_has_a_row_and_every_row_a_project() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Repository.Projects);

    [Fact]
    public void Nothing_depends_on_a_host()
    {
        string[] hosts = ["AppHost", "Worker", "Api", "Web", "ExchangeSim", "Cli"];
        // But for the fidelity lab, which runs the simulator's market in its own process to hold the engine against it.
        Assert.All(Allowed, row => Assert.DoesNotContain(row.Value, reference =>
            hosts.Contains(reference["TradingBot.".Length..]) && (row.Key, reference) != ("TradingBot.Fidelity", "TradingBot.ExchangeSim")));
    }

    [Fact]
    public void The_engine_is_made_of_the_base_class_library_only()
    {
        Assert.All(typeof(TradingEngine).Assembly.GetReferencedAssemblies(), assembly =>
            Assert.True(assembly.Name!.StartsWith("System.", StringComparison.Ordinal),
                $"TradingBot.Engine references {assembly.Name}; it is pure: give it what it needs as an input"));
        string[] packages = [.. Elements("TradingBot.Engine", "PackageReference")
            .Where(package => package.Attribute("PrivateAssets")?.Value != "all").Select(package => package.Attribute("Include")!.Value)];
        Assert.Empty(packages);
    }

    [Fact]
    public void The_simulator_shares_no_code_with_what_it_judges() =>
        Assert.DoesNotContain("TradingBot.Engine", Closure("TradingBot.ExchangeSim"));

    private static HashSet<string> Closure(string project)
    {
        HashSet<string> seen = [];
        Stack<string> open = new(ReferencesOf(project));
        while (open.TryPop(out string? next))
            if (seen.Add(next))
                foreach (string reference in ReferencesOf(next)) open.Push(reference);
        return seen;
    }

    // A reference without the output assembly only says what is built first (AppHost and what it starts): no code depends on it.
    private static IEnumerable<string> ReferencesOf(string project) => Elements(project, "ProjectReference")
        .Where(reference => !string.Equals(reference.Attribute("ReferenceOutputAssembly")?.Value, "false", StringComparison.OrdinalIgnoreCase))
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static IEnumerable<XElement> Elements(string project, string name) =>
        XDocument.Load(Repository.ProjectFile(project)).Descendants(name);
}
