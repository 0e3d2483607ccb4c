using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace TradingBot.EngineMutants;

/// <summary>One compilation of the engine that holds all its mutants.</summary>
internal static class SpoiledEngine
{
    /// <summary>Names the mutant to be chosen, by its number; none is chosen without it.</summary>
    internal const string Variable = "TRADINGBOT_ENGINE_MUTANT";

    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;
        [assembly: System.Reflection.AssemblyVersion("0.1.0.0")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("TradingBot.Engine.Tests")]
        """;

    private const string Switch = $$"""
        namespace TradingBot.EngineMutants;
        internal static class Active
        {
            private static readonly int Number = int.TryParse(System.Environment.GetEnvironmentVariable("{{Variable}}"), out int number) ? number : 0;
            internal static bool Is(int number) => Number == number;
        }
        """;

    /// <summary>Compiles it to a file.</summary>
    /// <param name="folder">The engine's sources.</param>
    /// <param name="output">The assembly to be written.</param>
    /// <returns>Its mutants.</returns>
    /// <exception cref="InvalidOperationException">It does not compile; the message has the first errors.</exception>
    internal static List<Mutant> Compile(string folder, string output)
    {
        CSharpParseOptions parsing = new(LanguageVersion.Preview);
        SyntaxTree[] trees =
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(IsSource).Order(StringComparer.Ordinal)
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), parsing, file)),
        ];
        SyntaxTree usings = CSharpSyntaxTree.ParseText(Usings, parsing);
        CSharpCompilation sound = CSharpCompilation.Create("TradingBot.Engine", [.. trees, usings], References(), new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, checkOverflow: true, nullableContextOptions: NullableContextOptions.Enable, deterministic: true));
        List<Mutant> mutants = [];
        SyntaxTree[] spoiled =
        [
            .. trees.Select(tree => CSharpSyntaxTree.Create(
                (CSharpSyntaxNode)new MutantRewriter(sound.GetSemanticModel(tree), Path.GetRelativePath(folder, tree.FilePath), mutants).Visit(tree.GetRoot())!, parsing, tree.FilePath)),
        ];
        EmitResult result = sound.RemoveAllSyntaxTrees().AddSyntaxTrees([.. spoiled, usings, CSharpSyntaxTree.ParseText(Switch, parsing)]).Emit(output);
        if (result.Success) return mutants;
        throw new InvalidOperationException(string.Join(Environment.NewLine, result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(10)));

        // What the build wrote itself is not the engine's.
        bool IsSource(string file) => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj" or "Settings");
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => File.Exists(path) && Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
}
