using System.Text.Json;
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
    long Messages, long Reconnects, long Resyncs)
{
    /// <summary>Sequence gaps found since start.</summary>
    public long Gaps { get; init; }

    /// <summary>Times that missed trades could not be brought back.</summary>
    public long Holes { get; init; }

    /// <summary>Trades brought back from the venue's history.</summary>
    public long Recovered { get; init; }

    /// <summary>The last trades that could not be brought back, for a person; null where there are none.</summary>
    public string? LastHole { get; init; }

    /// <summary>Book resyncs by reason.</summary>
    public IReadOnlyDictionary<string, long> ResyncReasons { get; init; } = new Dictionary<string, long>();

    /// <summary>Messages that repeat or come after what is known, by reason.</summary>
    public IReadOnlyDictionary<string, long> IgnoredReasons { get; init; } = new Dictionary<string, long>();

    /// <summary>What limits a book that is live; null for nothing.</summary>
    public string? BookLimit { get; init; }

    /// <summary>How far the price is from the other venue's, as a fraction of the lower one; null where it can't be compared.</summary>
    public decimal? Divergence { get; init; }

    /// <summary>Whether that is above the configured limit.</summary>
    public bool Diverges { get; init; }

    /// <summary>No request goes out to the venue before this; null when it may.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }
}

/// <summary>The feeds' states, each worker's by itself, for the pages and for who must answer after the worker is gone.</summary>
public sealed class FeedStatusStore(DatabaseConnections connections)
{
    /// <summary>Stores the present states.</summary>
    public async Task StoreAsync(string workerId, IReadOnlyList<FeedState> states, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(states);
        foreach (FeedState state in states)
        {
            await connections.Shared.ExecuteAsync("""
                INSERT INTO feed_status (venue, symbol, stream, connected, status, reason, simulated, last_message_at, latency_ms, messages, reconnects, resyncs, worker_id, updated_at,
                    gaps, holes, recovered, last_hole, resync_reasons, ignored_reasons, book_limit, divergence, diverges, blocked_until)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
                ON CONFLICT (venue, symbol, stream, worker_id) DO UPDATE SET connected = excluded.connected, status = excluded.status, reason = excluded.reason,
                    simulated = excluded.simulated, last_message_at = excluded.last_message_at, latency_ms = excluded.latency_ms, messages = excluded.messages,
                    reconnects = excluded.reconnects, resyncs = excluded.resyncs, updated_at = excluded.updated_at,
                    gaps = excluded.gaps, holes = excluded.holes, recovered = excluded.recovered, last_hole = excluded.last_hole, resync_reasons = excluded.resync_reasons,
                    ignored_reasons = excluded.ignored_reasons, book_limit = excluded.book_limit, divergence = excluded.divergence, diverges = excluded.diverges,
                    blocked_until = excluded.blocked_until
                """,
                [state.Venue, state.Symbol, state.Stream, state.Connected, state.Status, Nullable.Text(state.Reason), state.Simulated, Nullable.Time(state.LastMessageAt),
                new Npgsql.NpgsqlParameter { Value = (object?)state.LatencyMs ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
                state.Messages, state.Reconnects, state.Resyncs, workerId, now,
                state.Gaps, state.Holes, state.Recovered, Nullable.Text(state.LastHole), Json(state.ResyncReasons), Json(state.IgnoredReasons), Nullable.Text(state.BookLimit),
                new Npgsql.NpgsqlParameter { Value = (object?)state.Divergence ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Numeric }, state.Diverges,
                Nullable.Time(state.BlockedUntil)], cancellation).ConfigureAwait(false);
        }
        // A stream of this worker that is not among the present ones is followed no more; what another told an hour ago says nothing any more while somebody tells.
        await connections.Shared.ExecuteAsync("DELETE FROM feed_status WHERE (worker_id = $1 AND updated_at < $2) OR updated_at < $2 - interval '1 hour'", [workerId, now], cancellation)
            .ConfigureAwait(false);
    }

    private static Npgsql.NpgsqlParameter Json(IReadOnlyDictionary<string, long> counts) => new() { Value = JsonSerializer.Serialize(counts), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
