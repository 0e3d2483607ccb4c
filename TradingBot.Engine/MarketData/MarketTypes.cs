using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.MarketData;

/// <summary>Which way a trade or an order goes.</summary>
public enum Side : byte
{
    /// <summary>Buys the base asset.</summary>
    Buy = 0,

    /// <summary>Sells the base asset.</summary>
    Sell = 1,
}

/// <summary>One price of one side of a book.</summary>
/// <param name="Price">The level's price.</param>
/// <param name="Quantity">All that is shown there; zero says that the level is empty.</param>
public readonly record struct BookLevel(Price Price, Quantity Quantity);

/// <summary>A change of a venue's order book, in the venue's own numbering.</summary>
public sealed class BookUpdate
{
    /// <summary>Number of the first change in it; equals <see cref="LastUpdateId"/> for a snapshot.</summary>
    public required long FirstUpdateId { get; init; }

    /// <summary>Number of the last change in it.</summary>
    public required long LastUpdateId { get; init; }

    /// <summary>When the venue says it happened, nanoseconds since the Unix epoch; 0 where it says nothing.</summary>
    public required long ExchangeTimeNs { get; init; }

    /// <summary>Bid levels, absolute quantities; best first in a snapshot, any order in a change.</summary>
    public required ReadOnlyMemory<BookLevel> Bids { get; init; }

    /// <summary>Ask levels, absolute quantities; best first in a snapshot, any order in a change.</summary>
    public required ReadOnlyMemory<BookLevel> Asks { get; init; }
}

/// <summary>A trade that the venue reported.</summary>
/// <param name="TradeId">The venue's number, rising per instrument (Binance: trade id, KuCoin: match sequence).</param>
/// <param name="Price">Price of the trade.</param>
/// <param name="Quantity">Quantity of the trade.</param>
/// <param name="TakerSide">Side of the order that took liquidity.</param>
/// <param name="ExchangeTimeNs">When the venue says it happened, nanoseconds since the Unix epoch.</param>
public readonly record struct TradePrint(long TradeId, Price Price, Quantity Quantity, Side TakerSide, long ExchangeTimeNs);

/// <summary>Whether an instrument's market may be used for fills and signals, and if not, why.</summary>
public enum MarketStatus : byte
{
    /// <summary>Nothing known yet.</summary>
    Unknown = 0,

    /// <summary>The book is proven in sync and fresh.</summary>
    Live = 1,

    /// <summary>The book is being fetched or fetched again.</summary>
    Syncing = 2,

    /// <summary>No valid message for too long.</summary>
    Stale = 3,

    /// <summary>The connection is lost.</summary>
    Disconnected = 4,

    /// <summary>The venue has stopped trading it.</summary>
    Halted = 5,

    /// <summary>Best bid at or above best ask.</summary>
    Crossed = 6,
}
