using System.Text.Json;

namespace TradingBot.SafetyProof.Report;

/// <summary>What one run proved, to be kept.</summary>
/// <param name="At">When the run began.</param>
/// <param name="Holds">Whether nothing was let through and nothing failed.</param>
/// <param name="Complete">Whether every proof was run here.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Machine">Where it ran, as far as it matters for repeating it.</param>
/// <param name="Version">Of the product.</param>
public sealed record ProofReport(DateTimeOffset At, bool Holds, bool Complete, double Seconds, string Machine, string Version, IReadOnlyList<ProofRow> Rows)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>A report of these rows.</summary>
    public static ProofReport Of(DateTimeOffset at, TimeSpan took, IReadOnlyList<ProofRow> rows) => new(
        at, rows.All(row => row.Status is ProofRow.Ok or ProofRow.NotRun), rows.All(row => row.Status != ProofRow.NotRun), Math.Round(took.TotalSeconds, 1),
        $"{System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, .NET {Environment.Version}",
        typeof(ProofReport).Assembly.GetName().Version!.ToString(3), rows);

    /// <summary>Writes the report; its folder is made where it is missing.</summary>
    public void Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Indented) + "\n");
    }
}
