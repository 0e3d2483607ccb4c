using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using TradingBot.Engine.Executions;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Safety;

namespace TradingBot.Worker.Safety;

/// <summary>
/// Reads once, from the files that this process runs, that they were compiled under the ban of every way out, and that nothing but the engine makes an execution.
/// What is loaded later, or changed, <see cref="AssemblyWatch"/> tells.
/// </summary>
internal sealed class CodeWatch
{
    public const string NotCompilable = "not-compilable";
    public const string TypeDesign = "type-design";
    private const string BanList = "BannedSymbols.Egress.txt";
    private const string Ban = "EgressBan";

    // The defaults of a service have the web host's own connections, and nothing of an exchange's.
    private const string Unbanned = "TradingBot.ServiceDefaults";

    private readonly Lazy<IReadOnlyList<SafetyProof>> _proofs;

    public CodeWatch() => _proofs = new(() => [ProveBan(Ours), ProveOrigin(Ours)]);

    /// <summary>The assemblies of ours that this process runs under the ban.</summary>
    internal static IReadOnlyList<Assembly> Ours { get; } =
    [
        typeof(CodeWatch).Assembly,
        .. typeof(CodeWatch).Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("TradingBot.", StringComparison.Ordinal) && name.Name != Unbanned)
            .OrderBy(name => name.Name, StringComparer.Ordinal).Select(Assembly.Load),
    ];

    public IReadOnlyList<SafetyProof> Prove() => _proofs.Value;

    /// <summary>Each was compiled with the same list, and names none of its types; the exchanges' assembly does, in Egress alone, which a compiler has checked.</summary>
    internal static SafetyProof ProveBan(IReadOnlyList<Assembly> assemblies)
    {
        const string name = "Ways out do not compile";
        HashSet<string> banned = BannedTypes();
        string? list = BanOf(typeof(CodeWatch).Assembly);
        List<string> holes = [];
        foreach (Assembly assembly in assemblies)
        {
            string of = assembly.GetName().Name!;
            if (list is null || BanOf(assembly) != list) holes.Add($"{of} was compiled without the ban, or with another one");
            if (assembly == typeof(EgressGuard).Assembly) continue;
            holes.AddRange(TypesOf(assembly).Where(banned.Contains).Select(type => $"{of} uses {type}"));
        }
        return holes.Count > 0
            ? new(NotCompilable, name, SafetyProofs.Failed, string.Join("; ", holes.Take(3)))
            : new(NotCompilable, name, SafetyProofs.Ok,
                $"{assemblies.Count} assemblies were compiled under the ban of {banned.Count} types (list {list![..12].ToLowerInvariant()}); none uses one of them, but for the egress guard");
    }

    /// <summary>An execution has one origin, in the engine, and brings its evidence.</summary>
    internal static SafetyProof ProveOrigin(IReadOnlyList<Assembly> assemblies)
    {
        const string name = "Executions have one origin";
        Type execution = typeof(Execution);
        List<string> holes = [];
        if (!execution.IsSealed) holes.Add("an execution can be derived from");
        if (execution.GetConstructors().Length > 0) holes.Add("anybody can make an execution");
        if (execution.GetProperty(nameof(Execution.Evidence))?.IsDefined(typeof(RequiredMemberAttribute)) != true) holes.Add("an execution needs no evidence");
        holes.AddRange(assemblies.Where(assembly => assembly != execution.Assembly).SelectMany(assembly => MakersIn(assembly, execution.FullName!).Select(member => $"{assembly.GetName().Name} uses {member}")));
        return holes.Count > 0
            ? new(TypeDesign, name, SafetyProofs.Failed, string.Join("; ", holes.Take(3)))
            : new(TypeDesign, name, SafetyProofs.Ok, $"only the engine can make or alter an execution, with its evidence; {assemblies.Count - 1} other assemblies were read, and none does");
    }

    private static HashSet<string> BannedTypes()
    {
        using StreamReader reader = new(typeof(CodeWatch).Assembly.GetManifestResourceStream(BanList) ?? throw new InvalidOperationException($"{BanList} is not in this assembly"));
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.StartsWith("T:", StringComparison.Ordinal)).Select(line => line[2..line.IndexOf(';', StringComparison.Ordinal)])];
    }

    private static string? BanOf(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == Ban)?.Value is { Length: >= 12 } value ? value : null;

    private static List<string> TypesOf(Assembly assembly)
    {
        using PEReader file = new(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(handle => NameOf(metadata, handle))];
    }

    /// <summary>A record that is copied with changes is made anew.</summary>
    private static List<string> MakersIn(Assembly assembly, string execution)
    {
        using PEReader file = new(File.OpenRead(assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        List<string> makers = [];
        foreach (MemberReference member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (member.Parent.Kind != HandleKind.TypeReference || NameOf(metadata, (TypeReferenceHandle)member.Parent) != execution) continue;
            string name = metadata.GetString(member.Name);
            if (name is ".ctor" or "<Clone>$" || name.StartsWith("set_", StringComparison.Ordinal)) makers.Add($"{execution}::{name}");
        }
        return makers;
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
