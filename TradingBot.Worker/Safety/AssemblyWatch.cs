using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using TradingBot.Storage.Safety;

namespace TradingBot.Worker.Safety;

/// <summary>
/// Holds the loaded assemblies against those that were there at start: each must come from a file that the host was started with, and that file must still have the hash it had.
/// </summary>
/// <remarks>Files are hashed when they are first seen loaded, again when their length or time changes, and all of them every ten minutes.</remarks>
internal sealed class AssemblyWatch(TimeProvider time, Func<IEnumerable<Assembly>>? loaded = null)
{
    public const string Layer = "assemblies";
    private const string Name = "Loaded code";

    // The runtime's own home for methods that it makes at run time, such as compiled expressions: no file, and no way to load one.
    private const string RuntimeMethods = "Anonymously Hosted DynamicMethods Assembly";

    private static readonly TimeSpan HashAllEvery = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Stamp> _files = Baseline(loaded ?? AppDomain.CurrentDomain.GetAssemblies);
    private readonly Dictionary<string, string> _hashes = [];
    private DateTimeOffset _hashedAllAt;

    private readonly record struct Stamp(long Length, DateTime WrittenAt);

    /// <summary>Where the loaded assemblies are asked for.</summary>
    internal Func<IEnumerable<Assembly>> Loaded { get; set; } = loaded ?? AppDomain.CurrentDomain.GetAssemblies;

    public SafetyProof Prove()
    {
        Assembly[] assemblies = [.. Loaded().Where(assembly => assembly.GetName().Name != RuntimeMethods)];
        bool hashAll = time.GetUtcNow() - _hashedAllAt >= HashAllEvery;
        string[] strange = [.. assemblies.Select(assembly => ReasonAgainst(assembly, hashAll)).OfType<string>()];
        if (hashAll) _hashedAllAt = time.GetUtcNow();
        if (strange.Length > 0) return new(Layer, Name, SafetyProofs.Failed, string.Join("; ", strange.Take(3)));
        string all = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _hashes.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {file.Value}")))))[..16];
        return new(Layer, Name, SafetyProofs.Ok, $"{assemblies.Length} assemblies are loaded, each from a file that was there at start and is unchanged; SHA-256 over their hashes begins {all}");
    }

    private string? ReasonAgainst(Assembly assembly, bool hashAgain)
    {
        string name = assembly.GetName().Name ?? "an assembly without a name";
        if (assembly.IsDynamic) return $"{name} was made at run time";
        if (assembly.Location is not { Length: > 0 } path) return $"{name} was loaded from memory";
        if (!_files.TryGetValue(path, out Stamp atStart)) return $"{name} was loaded from {path}, which was not there at start";
        FileInfo file = new(path);
        if (!file.Exists) return $"{path} is gone";
        bool isKnown = _hashes.TryGetValue(path, out string? known);
        bool isTouched = new Stamp(file.Length, file.LastWriteTimeUtc) != atStart;
        if (isKnown && !isTouched && !hashAgain) return null;
        if (!isKnown && isTouched) return $"{path} was changed before it was loaded";
        string hash = HashOf(path);
        if (isKnown && hash != known) return $"{path} was changed";
        _hashes[path] = hash;
        return null;
    }

    /// <summary>The files that the host may load, and what is loaded already (a test's host loads some by itself).</summary>
    private static Dictionary<string, Stamp> Baseline(Func<IEnumerable<Assembly>> loaded)
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        Dictionary<string, Stamp> files = [];
        foreach (string path in trusted.Split(Path.PathSeparator).Concat(loaded().Where(assembly => !assembly.IsDynamic).Select(assembly => assembly.Location)))
        {
            FileInfo? file = path.Length == 0 ? null : new FileInfo(path);
            if (file is { Exists: true }) files[path] = new(file.Length, file.LastWriteTimeUtc);
        }
        return files;
    }

    private static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
