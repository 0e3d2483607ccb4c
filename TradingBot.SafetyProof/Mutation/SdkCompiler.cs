using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace TradingBot.SafetyProof.Mutation;

/// <summary>The compiler of the SDK that runs this program: it is used, but not shipped.</summary>
internal static class SdkCompiler
{
    private static readonly Lazy<string?> Folder = new(Find);

    /// <summary>Makes the compiler's assemblies loadable; false where there is no SDK.</summary>
    public static bool IsAvailable() => Folder.Value is not null;

    private static string? Find()
    {
        // …/shared/Microsoft.NETCore.App/10.0.12/
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string sdks = Path.Combine(root, "sdk");
        if (!Directory.Exists(sdks)) return null;
        string? found = Directory.EnumerateDirectories(sdks).Where(sdk => Version.TryParse(Path.GetFileName(sdk).Split('-')[0], out _))
            .OrderByDescending(sdk => Version.Parse(Path.GetFileName(sdk).Split('-')[0])).Select(sdk => Path.Combine(sdk, "Roslyn", "bincore"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "Microsoft.CodeAnalysis.CSharp.dll")));
        if (found is not null) AssemblyLoadContext.Default.Resolving += (context, name) => Load(context, found, name);
        return found;
    }

    private static Assembly? Load(AssemblyLoadContext context, string folder, AssemblyName name)
    {
        string path = Path.Combine(folder, name.Name + ".dll");
        return name.Name?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }
}
