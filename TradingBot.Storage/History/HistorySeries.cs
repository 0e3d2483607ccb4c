using TradingBot.Engine.Instruments;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.History;

/// <summary>What a series of history holds.</summary>
public enum HistoryKind
{
    /// <summary>Candles of one length.</summary>
    Candles = 0,

    /// <summary>Single trades.</summary>
    Trades = 1,

    /// <summary>Trades that the venue has joined: those of one taker order at one price.</summary>
    AggregatedTrades = 2,
}

/// <summary>One instrument's candles of one length, or its trades, of one market.</summary>
/// <param name="Instrument">With its lasting number.</param>
/// <param name="Kind">Candles or trades.</param>
/// <param name="IntervalSeconds">Length of the candles; 0 for trades.</param>
/// <param name="Simulated">Whether the market is the simulator's.</param>
public sealed record HistorySeries(Instrument Instrument, HistoryKind Kind, int IntervalSeconds, bool Simulated)
{
    internal string KindName => StoredNames.Of(Kind);

    internal object?[] Key => [Instrument.Id.Number, KindName, IntervalSeconds, Simulated];
}

/// <summary>A stretch of time of which all is known: what is not stored in it did not happen, or the venue does not have it.</summary>
/// <param name="From">Start, inclusive.</param>
/// <param name="To">End, exclusive.</param>
/// <param name="HasData">False where the venue was asked and has nothing.</param>
public readonly record struct KnownRange(DateTimeOffset From, DateTimeOffset To, bool HasData = true);

/// <summary>What became of rows that were handed to the store.</summary>
/// <param name="Read">Rows handed over.</param>
/// <param name="Stored">New rows, and in a replacing import also the replaced ones.</param>
/// <param name="Different">Rows that were stored already with other values; unless replaced, the stored ones stay.</param>
public readonly record struct StoredRows(long Read, long Stored, long Different)
{
    /// <summary>Both together.</summary>
    public static StoredRows operator +(StoredRows left, StoredRows right) => new(left.Read + right.Read, left.Stored + right.Stored, left.Different + right.Different);

    /// <summary>The same as <c>+</c>.</summary>
    public static StoredRows Add(StoredRows left, StoredRows right) => left + right;
}
