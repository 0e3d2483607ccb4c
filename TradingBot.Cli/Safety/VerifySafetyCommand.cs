using System.CommandLine;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Safety;

/// <summary>One check of <c>tb verify-safety</c>.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">ok, hole, unknown or skipped; anything but ok and skipped fails the command.</param>
/// <param name="Evidence">What was seen.</param>
internal sealed record SafetyCheck(string Name, string Status, string Evidence);

/// <summary>
/// <c>tb verify-safety</c>: proves that no real trade is possible. It asks the Api for the workers' proofs, and tries for itself, as the
/// application's role, what the database must refuse; what it tries is rolled back.
/// </summary>
internal static class VerifySafetyCommand
{
    internal sealed record Answer(bool Holds, IReadOnlyList<SafetyCheck> Checks);

    public static Command Create(Connection connection, Output output)
    {
        var database = new Option<string?>("--database")
        {
            Description = "Connection string for the checks of the database. Default: ConnectionStrings__trading_bot, else the local stack's.",
            HelpName = "connection string",
        };
        var command = new Command("verify-safety", "Proves that no real trade is possible; exit code 1 on any hole, and on any proof that is missing or old.") { database };
        command.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            List<SafetyCheck> checks = [.. await AskApiAsync(api, cancellation)];
            if (Connection.Database(parsed.GetValue(database)) is { } connectionString) checks.AddRange(await DatabaseProofs.TryAllAsync(connectionString, cancellation));
            else checks.Add(new("database refusals", "skipped", "No database is known; give --database to have its refusals tried."));
            var answer = new Answer(checks.TrueForAll(check => check.Status is "ok" or "skipped"), checks);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else
            {
                output.Table(checks.Select(check => new[] { check.Status.ToUpperInvariant(), check.Name, check.Evidence }));
                output.Line(answer.Holds ? "No real trade is possible: every proof holds." : "NOT PROVEN: see above. Stop trading (tb stop-trading) and follow docs/RUNBOOK.md, PaperTradingViolation.");
            }
            return answer.Holds ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<IEnumerable<SafetyCheck>> AskApiAsync(ApiClient api, CancellationToken cancellation)
    {
        SafetyStatus safety = await api.GetAsync<SafetyStatus>("/api/health/safety", cancellation);
        RealTradesToday trades = await api.GetAsync<RealTradesToday>("/api/audit/real-trades/today", cancellation);
        AuditVerification audit = await api.GetAsync<AuditVerification>("/api/audit/verify", cancellation);
        return
        [
            new("paper trading mode", safety.PaperTradingMode ? "ok" : "hole", safety.PaperTradingMode ? "true" : "false: a proof is broken"),
            new("real trades", trades.RealTrades == 0 ? "ok" : "hole", $"{trades.RealTrades} executions are not paper; {trades.Attempts} attempts were refused today"),
            new("audit log", audit.Intact ? "ok" : "hole", audit.Detail),
            // The database's own layer alone says nothing of the workers.
            .. safety.Layers.Count > 1 ? [] : new[] { new SafetyCheck("workers' proofs", "unknown", "no worker has proven anything yet") },
            .. safety.Layers.Select(layer => new SafetyCheck(layer.Layer, layer.Status switch { "ok" => "ok", "failed" => "hole", _ => "unknown" }, layer.Evidence)),
        ];
    }
}
