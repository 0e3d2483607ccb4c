using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.SafetyProof.Report;

namespace TradingBot.Cli.Safety;

/// <summary>
/// <c>tb verify-safety</c>: proves that no real trade is possible, by trying. It asks the running system for the workers' proofs, attacks each layer
/// with the corpus, alone and together with others, and spoils copies of the guard to see that the attacks would find it.
/// </summary>
internal static class VerifySafetyCommand
{
    public static Command Create(Connection connection, Output output)
    {
        var database = new Option<string?>("--database")
        {
            Description = "Connection string for the checks of the database. Default: ConnectionStrings__trading_bot, else the local stack's, else a temporary one.",
            HelpName = "connection string",
        };
        var only = new Option<string[]>("--only") { Description = $"Parts to run: {string.Join(", ", SafetyParts.Names)}. Default: all.", AllowMultipleArgumentsPerToken = true, HelpName = "parts" };
        only.AcceptOnlyFromAmong([.. SafetyParts.Names]);
        var sample = new Option<int>("--sample") { Description = "Tries every n-th route of each product, and every n-th spoiled guard, only. Default: 1, all of them.", DefaultValueFactory = _ => 1, HelpName = "n" };
        sample.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1) given.AddError("--sample is a whole number from 1.");
        });
        var report = new Option<string?>("--report") { Description = "File for the report. Default: artifacts/safety/<time>.json, and none with --only.", HelpName = "file" };
        var requireAll = new Option<bool>("--require-all") { Description = "Fails too where a proof could not be run here." };
        var command = new Command("verify-safety", "Proves that no real trade is possible; exit code 1 on any hole, and on any proof that is missing or old.") { database, only, sample, report, requireAll };
        command.SetAction(async (parsed, cancellation) =>
        {
            string[] wanted = parsed.GetValue(only) ?? [];
            SafetyParts parts = new(new(wanted, parsed.GetValue(sample), Connection.Database(parsed.GetValue(database)), parsed.GetValue(connection.Api) is not null), () => connection.Open(parsed));
            ProofReport result = await RunAsync(parts, parsed.GetValue(connection.Json) ? null : output, cancellation);
            string? file = parsed.GetValue(report) ?? (wanted.Length == 0 ? $"artifacts/safety/{result.At.ToString("yyyy-MM-ddTHH-mm-ssZ", CultureInfo.InvariantCulture)}.json" : null);
            if (file is not null) result.Write(file);
            if (parsed.GetValue(connection.Json)) output.Json(result);
            else Conclude(output, result, file);
            return result.Holds && (result.Complete || !parsed.GetValue(requireAll)) ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<ProofReport> RunAsync(SafetyParts parts, Output? output, CancellationToken cancellation)
    {
        DateTimeOffset at = TimeProvider.System.GetUtcNow();
        long start = Stopwatch.GetTimestamp();
        List<ProofRow> rows = [];
        foreach (string part in SafetyParts.Names.Where(parts.IsWanted))
        {
            long began = Stopwatch.GetTimestamp();
            rows.AddRange(await parts.RunAsync(part, cancellation));
            output?.Line(string.Create(CultureInfo.InvariantCulture, $"{part}: {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        }
        return ProofReport.Of(at, Stopwatch.GetElapsedTime(start), rows);
    }

    private static void Conclude(Output output, ProofReport result, string? file)
    {
        output.Line();
        output.Table(
        [
            ["LAYER", "ATTACK", "TRIED", "STOPPED", "RESULT", "EVIDENCE"],
            .. result.Rows.Select(row => new[] { row.Layer, row.Attack, Number(row.Attacks), Number(row.Stopped), row.Status.ToUpperInvariant(), row.Evidence }),
        ]);
        output.Line();
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Rows.Sum(row => row.Attacks):N0} attacks in {result.Seconds:0} s{(file is null ? "" : $"; report: {file}")}"));
        string[] missing = [.. result.Rows.Where(row => row.Status == ProofRow.NotRun).Select(row => $"{row.Layer}, {row.Attack}: {row.Evidence}")];
        if (missing.Length > 0) output.Line($"Not run here, which is no pass: {string.Join("; ", missing)}");
        output.Line(result.Holds
            ? $"No real trade is possible: every proof {(result.Complete ? "" : "that ran ")}holds."
            : "NOT PROVEN: see above. Stop trading (tb stop-trading) and follow docs/RUNBOOK.md, PaperTradingViolation.");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
