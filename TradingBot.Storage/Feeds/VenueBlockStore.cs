namespace TradingBot.Storage.Feeds;

/// <summary>A venue's order to send nothing for a while.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Host">Host and port that gave the order.</param>
/// <param name="Until">End of the order.</param>
/// <param name="Reason">What was answered.</param>
public sealed record StoredVenueBlock(string Venue, string Host, DateTimeOffset Until, string Reason);

/// <summary>The venues' orders, kept over a restart.</summary>
public sealed class VenueBlockStore(DatabaseConnections connections)
{
    /// <summary>Stores an order; of two for the same host the later end counts.</summary>
    public async Task StoreAsync(StoredVenueBlock block, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(block);
        await connections.Control.ExecuteAsync("""
            INSERT INTO venue_blocks (venue, host, blocked_until, reason, recorded_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (venue, host) DO UPDATE SET blocked_until = excluded.blocked_until, reason = excluded.reason, recorded_at = excluded.recorded_at
                WHERE venue_blocks.blocked_until < excluded.blocked_until
            """, [block.Venue, block.Host, block.Until, block.Reason, now], cancellation).ConfigureAwait(false);
    }

    /// <summary>The orders that are in force.</summary>
    public async Task<IReadOnlyList<StoredVenueBlock>> ReadAsync(DateTimeOffset now, CancellationToken cancellation) => await connections.Control.ReadAsync(
        "SELECT venue, host, blocked_until, reason FROM venue_blocks WHERE blocked_until > $1 ORDER BY venue, host", [now],
        reader => new StoredVenueBlock(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3)), cancellation).ConfigureAwait(false);
}
