using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;
using TradingBot.SafetyProof.Report;

namespace TradingBot.Cli.Safety;

/// <summary>What the running system says of itself: the workers' proofs, today's trades, the audit log.</summary>
internal static class SystemChecks
{
    private const string Layer = "running system";

    public static async Task<IReadOnlyList<ProofRow>> AskAsync(ApiClient api, CancellationToken cancellation)
    {
        SafetyStatus safety = await api.GetAsync<SafetyStatus>("/api/health/safety", cancellation);
        RealTradesToday trades = await api.GetAsync<RealTradesToday>("/api/audit/real-trades/today", cancellation);
        AuditVerification audit = await api.GetAsync<AuditVerification>("/api/audit/verify", cancellation);
        return
        [
            Row("paper trading mode", safety.PaperTradingMode ? ProofRow.Ok : ProofRow.Hole, safety.PaperTradingMode ? "true" : "false: a proof is broken"),
            Row("real trades", trades.RealTrades == 0 ? ProofRow.Ok : ProofRow.Hole, $"{trades.RealTrades} executions are not paper; {trades.Attempts} attempts were refused today"),
            Row("audit log", audit.Intact ? ProofRow.Ok : ProofRow.Hole, audit.Detail),
            .. safety.Layers.Select(layer => Row($"{layer.Level} {layer.Layer}".TrimStart(), layer.Status switch { "ok" => ProofRow.Ok, "failed" => ProofRow.Hole, _ => ProofRow.Unknown }, layer.Evidence)),
        ];
    }

    public static ProofRow Missing(string reason) => new(Layer, "what the workers prove", 0, 0, ProofRow.NotRun, reason);

    private static ProofRow Row(string name, string status, string evidence) => new(Layer, name, 1, status == ProofRow.Ok ? 1 : 0, status, evidence);
}
