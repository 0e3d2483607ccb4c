using System.Text.RegularExpressions;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;
using TradingBot.SafetyProof.Code;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Ban;

/// <summary>Compiles one source per banned symbol with the very ban that the projects import, and expects the error in each.</summary>
internal static partial class BanProof
{
    private const string Layer = "L2 not compilable";
    private const string Attack = "a use of each banned symbol, compiled";
    private const string List = "BannedSymbols.Egress.txt";

    /// <summary>The projects that must import the ban.</summary>
    internal static readonly string[] Projects = ["TradingBot.Engine", "TradingBot.Exchanges", "TradingBot.Storage", "TradingBot.Research", "TradingBot.Worker", "TradingBot.Cli"];

    /// <summary>The sources that may lift it, by the beginning of their path.</summary>
    internal static readonly string[] Exemptions = ["TradingBot.Exchanges/Egress/", "TradingBot.Cli/Endpoints/ApiClient.cs"];

    public static async Task<IReadOnlyList<ProofRow>> RunAsync(ProductCode code, CancellationToken cancellation)
    {
        if (code.Root is null) return [ProofRow.Missing(Layer, Attack, "no sources here")];
        ProofRow imports = Imports(code.Root);
        string? dotnet = ProgramCatalog.OnPath("dotnet");
        if (dotnet is null || (await CommandRun.RunAsync(dotnet, ["--list-sdks"], cancellation)).Output.Length == 0) return [imports, ProofRow.Missing(Layer, Attack, "no .NET SDK here")];
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-ban-");
        try
        {
            return [imports, .. await CompileAsync(code.Root, dotnet, folder.FullName, cancellation)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProofRow Imports(string root)
    {
        List<string> holes = [.. Projects.Where(project => !File.ReadAllText(Path.Combine(root, project, project + ".csproj")).Contains("EgressBan.props", StringComparison.Ordinal)).Select(project => $"{project} does not import the ban")];
        int files = 0;
        foreach (string file in Projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*", SearchOption.AllDirectories)))
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (path.Contains("/obj/", StringComparison.Ordinal) || path.Contains("/bin/", StringComparison.Ordinal) || Path.GetExtension(file) is not (".cs" or ".csproj" or ".props" or ".targets" or ".editorconfig" or ".globalconfig")) continue;
            files++;
            if (File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal) && !Exemptions.Any(exempt => path.StartsWith(exempt, StringComparison.Ordinal))) holes.Add($"{path} lifts the ban");
        }
        return ProofRow.From(Layer, "projects without the ban, and sources that lift it", files, holes, $"{Projects.Length} projects import it; only {string.Join(", ", Exemptions)} lift it");
    }

    private static async Task<IReadOnlyList<ProofRow>> CompileAsync(string root, string dotnet, string folder, CancellationToken cancellation)
    {
        string[] symbols = [.. File.ReadLines(Path.Combine(root, "eng", List)).Where(line => line.StartsWith("T:", StringComparison.Ordinal)).Select(line => line[2..line.IndexOf(';', StringComparison.Ordinal)])];
        List<string> holes = [];
        for (int number = 0; number < symbols.Length; number++)
        {
            string? source = BanFixtures.Source(symbols[number], $"Fixture{number}");
            if (source is null) holes.Add($"{symbols[number]} has no fixture");
            else await File.WriteAllTextAsync(Path.Combine(folder, $"Fixture{number}.cs"), source, cancellation);
        }
        await WriteProjectAsync(root, folder, cancellation);
        CommandRun banned = await BuildAsync(dotnet, folder, [], cancellation);
        HashSet<int> refused = [.. Refusal().Matches(banned.Output).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];
        if (refused.Count == 0) return [ProofRow.Failed(Layer, Attack, $"the compiler could not be run: {banned.Output[..Math.Min(banned.Output.Length, 300)]}")];
        holes.AddRange(symbols.Where((_, number) => !refused.Contains(number)).Select(symbol => $"{symbol} compiles"));
        CommandRun allowed = await BuildAsync(dotnet, folder, ["--no-restore", "-p:OnlyAllowed=true"], cancellation);
        return
        [
            ProofRow.From(Layer, Attack, symbols.Length, holes, "error RS0030 in each"),
            ProofRow.From(Layer, "what is allowed compiles", 1, allowed.ExitCode == 0 ? [] : [allowed.Output[..Math.Min(allowed.Output.Length, 300)]], "it does"),
        ];
    }

    /// <summary>Outside the clone, so that nothing of it applies but what is imported here.</summary>
    private static async Task WriteProjectAsync(string root, string folder, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Packages.props"), $"<Project><PropertyGroup><PackageProfile>core</PackageProfile></PropertyGroup><Import Project=\"{root}/Directory.Packages.props\" /></Project>", cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.props"), "<Project />", cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "Directory.Build.targets"), "<Project />", cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "Allowed.cs"), BanFixtures.Allowed, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "Ban.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{root}/eng/EgressBan.props" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <Compile Remove="Fixture*.cs" Condition="'$(OnlyAllowed)' == 'true'" />
              </ItemGroup>
            </Project>
            """, cancellation);
    }

    // Neither build nor compiler server may outlive this.
    private static Task<CommandRun> BuildAsync(string dotnet, string folder, string[] more, CancellationToken cancellation) => CommandRun.RunAsync(
        dotnet, ["build", Path.Combine(folder, "Ban.csproj"), "-nologo", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false", .. more], cancellation,
        new Dictionary<string, string?> { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" });

    [GeneratedRegex(@"Fixture(\d+)\.cs\([^)]*\): error RS0030")]
    private static partial Regex Refusal();
}
