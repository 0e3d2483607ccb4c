using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TradingBot.SafetyProof.Beside;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.SafetyProof.Mutation;

/// <summary>A copy of the guard's sources, compiled with all its conditions invertible.</summary>
internal sealed class MutantAssembly
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private const string Switch = """
        namespace TradingBot.SafetyProof.Mutants;
        public static class Active
        {
            public static int Number;
            public static bool Is(int number) => Number == number;
        }
        """;

    // What the guard reports with is the product's own: the copy has nothing to decide there.
    private static readonly string[] Shared = ["EgressDenial.cs"];

    private readonly FieldInfo _active;

    private MutantAssembly(Assembly assembly, IReadOnlyList<Mutant> mutants)
    {
        (Assembly, Mutants) = (assembly, mutants);
        _active = assembly.GetType("TradingBot.SafetyProof.Mutants.Active", throwOnError: true)!.GetField("Number")!;
    }

    public Assembly Assembly { get; }

    public IReadOnlyList<Mutant> Mutants { get; }

    /// <summary>Tries what stands beside the guard in this copy.</summary>
    public async Task<IReadOnlyList<string>> TryBesideAsync(CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-proof-");
        try
        {
            Action<string> answer = text => decoy.Answer = text;
            Func<int> requests = () => decoy.Requests.Count;
            MethodInfo run = Assembly.GetType(typeof(BesideTrial).FullName!, throwOnError: true)!.GetMethod(nameof(BesideTrial.RunAsync))!;
            var running = (Task<(long Tried, IReadOnlyList<string> Holes)>)run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [decoy.Address, answer, requests, folder.FullName, cancellation], null)!;
            return (await running).Holes;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Inverts one condition; none at zero.</summary>
    public void Activate(int number) => _active.SetValue(null, number);

    /// <param name="root">Folder of the solution.</param>
    /// <exception cref="InvalidOperationException">The copy does not compile; the message has the errors.</exception>
    public static MutantAssembly Compile(string root)
    {
        string exchanges = Path.Combine(root, "TradingBot.Exchanges");
        string[] files =
        [
            .. Directory.EnumerateFiles(Path.Combine(exchanges, "Egress"), "*.cs", SearchOption.AllDirectories).Where(file => !Shared.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal),
            Path.Combine(exchanges, "SymbolName.cs"),
        ];
        // These attacks need to be inside; they are not spoiled.
        string[] inside = [.. Directory.EnumerateFiles(Path.Combine(root, "TradingBot.SafetyProof", "Beside"), "*.cs").Order(StringComparer.Ordinal)];
        CSharpParseOptions parsing = new(LanguageVersion.Preview);
        SyntaxTree[] trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), parsing, file))];
        SyntaxTree[] untouched = [.. inside.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), parsing, file))];
        SyntaxTree usings = CSharpSyntaxTree.ParseText(Usings, parsing);
        CSharpCompilation original = CSharpCompilation.Create("TradingBot.SafetyProof.Mutants", [.. trees, .. untouched, usings], References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable, deterministic: true));
        List<Mutant> mutants = [];
        SyntaxTree[] spoiled = [.. trees.Select(tree => CSharpSyntaxTree.Create((CSharpSyntaxNode)new ConditionRewriter(original.GetSemanticModel(tree), Path.GetFileName(tree.FilePath), Path.GetFileName(Path.GetDirectoryName(tree.FilePath)) is "Keys" or "Watch", mutants).Visit(tree.GetRoot())!, parsing, tree.FilePath))];
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = original.RemoveAllSyntaxTrees().AddSyntaxTrees([.. spoiled, .. untouched, usings, CSharpSyntaxTree.ParseText(Switch, parsing)]).Emit(image);
        if (!result.Success) throw new InvalidOperationException(string.Join("; ", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
        image.Position = 0;
        return new(new AssemblyLoadContext("mutants").LoadFromStream(image), mutants);
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path));
}
