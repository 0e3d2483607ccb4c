using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Status;

/// <summary>A stream of one instrument.</summary>
public enum StreamKind
{
    /// <summary>Changes of the order book.</summary>
    Book = 0,

    /// <summary>Trades.</summary>
    Trades = 1,
}

/// <summary>State of one stream of one instrument at one moment.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Symbol">Our spelling.</param>
/// <param name="Stream">Which stream.</param>
/// <param name="Status">Whether the instrument may be used, as last told to the engine.</param>
/// <param name="LastMessageAt">Last valid message, null before the first.</param>
/// <param name="Age">Time since the last valid message or, on a quiet market, since the last proof by REST that nothing was missed.</param>
/// <param name="Messages">Valid messages since start.</param>
/// <param name="Gaps">Sequence gaps found since start.</param>
/// <param name="Holes">Trades that the venue's history could not bring back, counted as holes; 0 for a book.</param>
/// <param name="Recovered">Trades brought back from the venue's history; 0 for a book.</param>
/// <param name="Ignored">Messages by reason: <c>duplicate</c>, <c>old</c> and <c>reordered</c> were dropped; <c>overlap</c> was applied as far as it was new.</param>
/// <param name="Resyncs">Fetches of a new book by reason; empty for trades.</param>
/// <param name="Latency">From the venue's event time to our receiving the last message, corrected by the clock's offset; null where the venue gives no time.</param>
/// <param name="Reason">Why it is not live; null while it is.</param>
/// <param name="Limit">What limits it though it is live, such as a book of only 50 levels; null for nothing.</param>
/// <param name="LastHole">The last trades that could not be brought back; null where there are none.</param>
/// <param name="Divergence">How far the middle of the best prices is from the other venue's, as a fraction of the lower one, while both are live; null for trades and where it can't be compared.</param>
/// <param name="Diverges">Whether <paramref name="Divergence"/> is above the configured limit: one of the two venues is wrong.</param>
public sealed record StreamStatus(
    Venue Venue, string Symbol, StreamKind Stream, MarketStatus Status, DateTimeOffset? LastMessageAt, TimeSpan? Age,
    long Messages, long Gaps, long Holes, long Recovered, IReadOnlyDictionary<string, long> Ignored, IReadOnlyDictionary<string, long> Resyncs, TimeSpan? Latency,
    string? Reason = null, string? Limit = null, TradeHole? LastHole = null, decimal? Divergence = null, bool Diverges = false);

/// <summary>Trades that a venue had and that its history could not bring back.</summary>
/// <param name="AfterId">The last trade before the hole.</param>
/// <param name="BeforeId">The first trade after it; null while none has come.</param>
/// <param name="At">When the hole was accepted.</param>
public sealed record TradeHole(long AfterId, long? BeforeId, DateTimeOffset At);

/// <summary>State of a venue's connection at one moment.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Connected">Whether every socket is open and subscribed.</param>
/// <param name="ConnectedSince">When the youngest was opened, null when one is not open.</param>
/// <param name="LastMessageAt">Last valid message of any stream.</param>
/// <param name="Reconnects">New connections after a loss, since start.</param>
/// <param name="Replacements">Planned new connections (age, server shutdown), since start; no data is missed.</param>
/// <param name="Rejected">Messages refused by reason.</param>
/// <param name="LastError">Why the last connection ended, null while all is well from the start.</param>
/// <param name="ClockOffset">Venue's clock minus ours, null before it was measured.</param>
/// <param name="BlockedUntil">No REST request and no new connection goes out before this, by the venue's order; null when not limited.</param>
/// <param name="CircuitOpenUntil">No REST request goes out before this, because the last ones failed; null while requests are answered.</param>
/// <param name="Sockets">Connections that the followed symbols need.</param>
public sealed record ConnectionStatus(
    Venue Venue, bool Connected, DateTimeOffset? ConnectedSince, DateTimeOffset? LastMessageAt, long Reconnects, long Replacements,
    IReadOnlyDictionary<string, long> Rejected, string? LastError, TimeSpan? ClockOffset, DateTimeOffset? BlockedUntil, DateTimeOffset? CircuitOpenUntil = null, int Sockets = 0);
