namespace TradingBot.Storage.Workers;

/// <summary>What a worker tells of itself with each heartbeat.</summary>
/// <param name="WorkerId">Its id.</param>
/// <param name="ProcessId">Its process number on its host.</param>
/// <param name="Host">Its host's name.</param>
/// <param name="Version">Of the product.</param>
/// <param name="Feed">live or simulated.</param>
/// <param name="Simulated">Whether its market is the simulator's.</param>
/// <param name="Mode">running, paused, stopped or maintenance.</param>
/// <param name="ModeReason">Why, in words for a person.</param>
/// <param name="PaperTrading">Whether the safety proofs hold.</param>
/// <param name="QueueDepth">Inputs that wait for its engine.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record WorkerHeartbeat(
    string WorkerId, int ProcessId, string Host, string Version, string Feed, bool Simulated, string Mode, string ModeReason, bool PaperTrading, int QueueDepth,
    DateTimeOffset StartedAt)
{
    /// <summary>Whether it can take accounts: it then gets its share of them.</summary>
    public bool TakesAccounts { get; init; }
}

/// <summary>The workers and their heartbeats.</summary>
public sealed class WorkerRegistry(DatabaseConnections connections)
{
    /// <summary>Stores a heartbeat, by the database's clock.</summary>
    public Task BeatAsync(WorkerHeartbeat beat, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(beat);
        return connections.Control.ExecuteAsync("""
            INSERT INTO workers (worker_id, process_id, host, version, feed, simulated, mode, mode_reason, paper_trading, queue_depth, started_at, takes_accounts, heartbeat_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp())
            ON CONFLICT (worker_id) DO UPDATE SET process_id = excluded.process_id, host = excluded.host, version = excluded.version, feed = excluded.feed,
                simulated = excluded.simulated, mode = excluded.mode, mode_reason = excluded.mode_reason, paper_trading = excluded.paper_trading,
                queue_depth = excluded.queue_depth, started_at = excluded.started_at, takes_accounts = excluded.takes_accounts, heartbeat_at = excluded.heartbeat_at, stopped_at = NULL
            """, [beat.WorkerId, beat.ProcessId, beat.Host, beat.Version, beat.Feed, beat.Simulated, beat.Mode, beat.ModeReason, beat.PaperTrading, beat.QueueDepth,
            beat.StartedAt, beat.TakesAccounts], cancellation);
    }

    /// <summary>Notes that a worker stopped in an orderly way: nobody waits for its word any more.</summary>
    public Task StoppedAsync(string workerId, CancellationToken cancellation) =>
        connections.Control.ExecuteAsync("UPDATE workers SET stopped_at = clock_timestamp() WHERE worker_id = $1", [workerId], cancellation);
}
