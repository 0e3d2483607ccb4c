using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Commands;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Control;
using TradingBot.Storage.Names;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Control;

/// <summary>The control state together with the workers that obey it.</summary>
internal sealed class ControlReader(ControlStore control, IDbContextFactory<TradingBotDbContext> databases, StopLatch latch, TimeProvider time)
{
    private static readonly TimeSpan ListedFor = TimeSpan.FromMinutes(1);

    public async Task<ControlDetail> ReadAsync(CancellationToken cancellation) => await WithWorkersAsync(await control.ReadAsync(cancellation), cancellation);

    public async Task<ControlDetail> WithWorkersAsync(ControlSnapshot state, CancellationToken cancellation)
    {
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset since = now - ListedFor;
        var rows = await database.Workers.Where(worker => worker.StoppedAt == null && worker.HeartbeatAt > since).OrderBy(worker => worker.WorkerId)
            .Select(worker => new
            {
                Worker = worker,
                Epoch = database.ControlAcknowledgements.Where(said => said.WorkerId == worker.WorkerId).Max(said => (long?)said.Epoch),
                Accounts = database.WorkerLeases.Count(lease => lease.WorkerId == worker.WorkerId && lease.ExpiresAt > now),
            }).ToListAsync(cancellation);
        WorkerContract[] workers = [.. rows.Select(row => new WorkerContract(
            row.Worker.WorkerId, now - row.Worker.HeartbeatAt < WorkerPresence.AliveFor, Math.Max(0, (long)(now - row.Worker.HeartbeatAt).TotalMilliseconds),
            row.Epoch, row.Accounts, row.Worker.Feed, row.Worker.StartedAt))];
        (string mode, string reason) = Effective(state, [.. rows.Select(row => row.Worker).Where(worker => now - worker.HeartbeatAt < WorkerPresence.AliveFor)]);
        return new ControlDetail(mode, state.Epoch, state.Version, reason, state.Actor, state.ChangedAt, state.MaintenanceMessage, state.RateLimitDelayMs,
            state.SimulationMode ?? rows.Any(row => row.Worker.Simulated), workers);
    }

    // A stop wins over maintenance, both win over a pause, which is each worker's own.
    private (string Mode, string Reason) Effective(ControlSnapshot state, WorkerRow[] alive)
    {
        if (!state.Stopped && latch.IsSet) return ("stopped", $"latched: {latch.ReadReason()}");
        if (state.Stopped || state.Maintenance) return (StoredNames.Of(state.Mode), state.Reason);
        if (alive.Length == 0) return ("paused", "No worker is running.");
        WorkerRow? held = Array.Find(alive, worker => worker.Mode != "running");
        return held is null ? ("running", state.Reason) : (held.Mode, held.ModeReason);
    }
}
