using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.MarketData;

/// <summary>A market as it stands: a snapshot made on request.</summary>
public sealed record BookView
{
    /// <summary>Which instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Whether it may fill and signal, and if not, why.</summary>
    public required MarketStatus Status { get; init; }

    /// <summary>The venue's number of the last change in it; 0 before the first snapshot.</summary>
    public required long LastUpdateId { get; init; }

    /// <summary>When the venue says it was so, nanoseconds since the Unix epoch; 0 before the first snapshot.</summary>
    public required long TimeNs { get; init; }

    /// <summary>Bids, best first.</summary>
    public required IReadOnlyList<BookLevel> Bids { get; init; }

    /// <summary>Asks, best first.</summary>
    public required IReadOnlyList<BookLevel> Asks { get; init; }

    /// <summary>The last trade; none before the first.</summary>
    public required TradePrint? LastTrade { get; init; }

    /// <summary>What positions are valued at; none before the first book or trade.</summary>
    public required Price? Mark { get; init; }

    /// <summary>Best bid; none where there is none.</summary>
    public BookLevel? BestBid => Bids.Count > 0 ? Bids[0] : null;

    /// <summary>Best ask; none where there is none.</summary>
    public BookLevel? BestAsk => Asks.Count > 0 ? Asks[0] : null;
}
