using System.Globalization;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Health;

/// <summary>Which of the layers of docs/SAFETY.md a proof belongs to, and that none of them is left out.</summary>
internal static class SafetyLevels
{
    private static readonly (string Layer, int Level)[] Known =
    [
        ("credentials", 0), ("no-code", 1), ("not-compilable", 2), ("type-design", 3), ("egress-guard", 4), ("egress-list", 4), ("frame-guard", 5), ("key-probe", 6),
        ("database-constraint", 7), ("database-rights", 7), ("database-schema", 7), ("database-now", 7), ("network", 8),
        ("canary", 9), ("assemblies", 9), ("connections", 9), ("denials", 9), ("configuration", 9), ("configuration-api", 9), ("emergency-stop", 10), ("audit", 11),
    ];

    private static readonly Dictionary<string, int> Levels = Known.ToDictionary(known => known.Layer, known => known.Level);

    private static readonly string[] Titles =
    [
        "No exchange keys", "No code that trades", "Ways out do not compile", "Executions have one origin", "Egress guard", "Frame guard", "Read-only key", "Database", "Egress gateway", "Monitor", "Emergency stop", "Audit log",
    ];

    /// <summary>The proofs in the layers' order; a layer of which nobody has told anything is unknown.</summary>
    public static IReadOnlyList<SafetyLayer> Complete(IEnumerable<SafetyLayer> proofs)
    {
        SafetyLayer[] told = [.. proofs];
        HashSet<int> levels = [.. told.Select(proof => Levels.GetValueOrDefault(proof.Layer, -1))];
        IEnumerable<SafetyLayer> missing = Enumerable.Range(0, Titles.Length).Where(level => !levels.Contains(level))
            .Select(level => new SafetyLayer(Known.First(known => known.Level == level).Layer, Titles[level], "unknown", null, "No worker has told anything of this layer."));
        return
        [
            .. told.Concat(missing).OrderBy(proof => Levels.GetValueOrDefault(proof.Layer, Titles.Length)).ThenBy(proof => proof.Layer, StringComparer.Ordinal)
                .Select(proof => proof with { Level = Levels.TryGetValue(proof.Layer, out int level) ? string.Create(CultureInfo.InvariantCulture, $"L{level}") : "" }),
        ];
    }
}
