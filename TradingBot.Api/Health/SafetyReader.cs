using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Commands;
using TradingBot.Api.Control;
using TradingBot.Api.Input;
using TradingBot.Api.Safety;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Reading;
using TradingBot.Storage.Safety;

namespace TradingBot.Api.Health;

/// <summary>
/// What is known about the layers that keep real trades impossible: what the workers last proved, and what the database says now.
/// Paper trading mode is true unless something is proven broken; a layer whose proof is old is unknown, never ok.
/// </summary>
internal sealed class SafetyReader(IDbContextFactory<TradingBotDbContext> databases, SafetyStatusStore proofs, ControlReader control, AuditLog audit, ModeFlags flags, TimeProvider time)
{
    // Workers prove every 5 s, the canary every minute.
    private static readonly TimeSpan ProofGoodFor = TimeSpan.FromSeconds(90);

    public async Task<SafetyStatus> ReadAsync(CancellationToken cancellation)
    {
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        DateTimeOffset now = time.GetUtcNow();
        List<SafetyStatusRow> rows = await database.SafetyStatus.OrderBy(row => row.Layer).ToListAsync(cancellation);
        DateTimeOffset aliveSince = now - WorkerPresence.AliveFor;
        List<WorkerRow> workers = await database.Workers.Where(worker => worker.StoppedAt == null && worker.HeartbeatAt > aliveSince).ToListAsync(cancellation);
        IReadOnlyList<SafetyLayer> layers = SafetyLevels.Complete([.. rows.Select(row => Layer(row, now)), await DatabaseNowAsync(now, cancellation), Flags(now)]);
        ControlDetail state = await control.ReadAsync(cancellation);
        long blocked = await audit.CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, cancellation);
        long today = await audit.CountAsync(AuditEvents.RealTradeAttempt, Days.Today(time), cancellation);
        bool holds = layers.All(layer => layer.Status != "failed") && workers.TrueForAll(worker => worker.PaperTrading);
        return new SafetyStatus(holds, blocked, today, state.Mode, state.Reason.Length == 0 ? null : state.Reason, workers.Exists(worker => worker.Simulated), layers);
    }

    private static SafetyLayer Layer(SafetyStatusRow row, DateTimeOffset now) => now - row.LastVerified <= ProofGoodFor || row.Status == "failed"
        ? new(row.Layer, row.Name, row.Status, row.LastVerified, row.Evidence)
        : new(row.Layer, row.Name, "unknown", row.LastVerified, $"Not proven for {(long)(now - row.LastVerified).TotalSeconds} s: no worker has told. Before: {row.Evidence}");

    private SafetyLayer Flags(DateTimeOffset now) => new("configuration-api", "Mode flags of the Api", flags.Problem is null ? "ok" : "failed", now, flags.Problem ?? "nothing in the Api's settings asks for real trading");

    /// <summary>The API's own proof, made now: the database still refuses what it must refuse.</summary>
    private async Task<SafetyLayer> DatabaseNowAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        IReadOnlyList<string> holes = await proofs.FindDatabaseHolesAsync(cancellation);
        return new("database-now", "The database refuses real trades and changed history", holes.Count == 0 ? "ok" : "failed", now,
            holes.Count == 0 ? "Constraint, append-only triggers and the role's privileges were looked at now." : string.Join("; ", holes));
    }
}
