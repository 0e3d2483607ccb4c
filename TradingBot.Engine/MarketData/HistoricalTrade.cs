using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.MarketData;

/// <summary>A row of a venue's trade history: one trade, or several trades of one taker order at one price that the venue has joined.</summary>
/// <param name="RowId">The venue's number of the row: the trade's, or that of the aggregate, which are counted apart. Not negative.</param>
/// <param name="FirstTradeId">First trade of the row.</param>
/// <param name="LastTradeId">Last trade of the row; the first again where it is single.</param>
/// <param name="Price">Price of all of them.</param>
/// <param name="Quantity">Base quantity of all of them together.</param>
/// <param name="TakerSide">Side that took the liquidity.</param>
/// <param name="TimeNs">The venue's time, nanoseconds since the Unix epoch.</param>
public readonly record struct HistoricalTrade(
    long RowId, long FirstTradeId, long LastTradeId, Price Price, Quantity Quantity, Side TakerSide, long TimeNs);
