using NpgsqlTypes;

namespace TradingBot.Storage.Feeds;

/// <summary>How one stream of market data does.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Stream">book or trades.</param>
/// <param name="Connected">Whether its socket is open.</param>
/// <param name="Status">live, syncing, stale, disconnected, halted, crossed or unknown.</param>
/// <param name="Reason">Why it is not live, where that is known.</param>
/// <param name="Simulated">Whether it is the simulator's.</param>
/// <param name="LastMessageAt">Last valid message.</param>
/// <param name="LatencyMs">From the venue's event to our receiving it, in milliseconds.</param>
/// <param name="Messages">Valid messages since start.</param>
/// <param name="Reconnects">Reconnects since start.</param>
/// <param name="Resyncs">Book resyncs since start.</param>
public sealed record FeedState(
    string Venue, string Symbol, string Stream, bool Connected, string Status, string? Reason, bool Simulated, DateTimeOffset? LastMessageAt, double? LatencyMs,
    long Messages, long Reconnects, long Resyncs);

/// <summary>The feeds' states, for the pages and for who must answer after the worker is gone.</summary>
public sealed class FeedStatusStore(DatabaseConnections connections)
{
    /// <summary>Stores the present states.</summary>
    public async Task StoreAsync(string workerId, IReadOnlyList<FeedState> states, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (FeedState state in states)
        {
            await connections.Shared.ExecuteAsync("""
                INSERT INTO feed_status (venue, symbol, stream, connected, status, reason, simulated, last_message_at, latency_ms, messages, reconnects, resyncs, worker_id, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                ON CONFLICT (venue, symbol, stream) DO UPDATE SET connected = excluded.connected, status = excluded.status, reason = excluded.reason,
                    simulated = excluded.simulated, last_message_at = excluded.last_message_at, latency_ms = excluded.latency_ms, messages = excluded.messages,
                    reconnects = excluded.reconnects, resyncs = excluded.resyncs, worker_id = excluded.worker_id, updated_at = excluded.updated_at
                """,
                [state.Venue, state.Symbol, state.Stream, state.Connected, state.Status, Nullable.Text(state.Reason), state.Simulated, Nullable.Time(state.LastMessageAt),
                new Npgsql.NpgsqlParameter { Value = (object?)state.LatencyMs ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
                state.Messages, state.Reconnects, state.Resyncs, workerId, now], cancellation).ConfigureAwait(false);
        }
    }
}
