using TradingBot.Engine.Bars;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.History;

/// <summary>A stretch of time of which a page or a file tells all.</summary>
/// <param name="From">Start, inclusive.</param>
/// <param name="To">End, exclusive.</param>
/// <param name="HasData">False where the venue was asked and has nothing. True, and no row: nobody traded.</param>
public readonly record struct KnownTime(DateTimeOffset From, DateTimeOffset To, bool HasData);

/// <summary>One answer's candles.</summary>
/// <param name="Bars">Oldest first; intervals without trades have none.</param>
/// <param name="Known">What the answer tells, in order, without a hole from where it was asked to <paramref name="Reached"/>.</param>
/// <param name="Reached">Where to ask on.</param>
public sealed record CandlePage(IReadOnlyList<Bar> Bars, IReadOnlyList<KnownTime> Known, DateTimeOffset Reached);

/// <summary>Where a download of trades stands.</summary>
/// <param name="Time">Trades before this are known.</param>
/// <param name="NextRow">Number of the next row; null at the start of a stretch, which begins by time.</param>
/// <param name="LastTradeId">Last trade of the row before; null at the start.</param>
public readonly record struct TradeCursor(DateTimeOffset Time, long? NextRow = null, long? LastTradeId = null);

/// <summary>One answer's trades.</summary>
/// <param name="Trades">Oldest first.</param>
/// <param name="Known">What the answer tells, in order.</param>
/// <param name="Next">Where to ask on; its time is the asked end when all was said.</param>
public sealed record TradePage(IReadOnlyList<HistoricalTrade> Trades, IReadOnlyList<KnownTime> Known, TradeCursor Next);
