using TradingBot.Engine.Bars;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.History;

/// <summary>What holds for every candle.</summary>
internal static class CandleRule
{
    /// <summary>The field that is wrong and why, or nothing.</summary>
    public static (string Field, string Problem)? Problem(in Bar bar) =>
        bar.Open.Units <= 0 ? ("open", "must be above 0")
        : bar.Close.Units <= 0 ? ("close", "must be above 0")
        : bar.Low.Units <= 0 ? ("low", "must be above 0")
        : bar.Low.Units > bar.Open.Units ? ("low", "is above open; it must be the lowest of the four")
        : bar.Low.Units > bar.Close.Units ? ("low", "is above close; it must be the lowest of the four")
        : bar.High.Units < bar.Open.Units ? ("high", "is below open; it must be the highest of the four")
        : bar.High.Units < bar.Close.Units ? ("high", "is below close; it must be the highest of the four")
        : bar.Volume.Units < 0 ? ("volume", "must not be below 0")
        : null;

    /// <exception cref="AnswerShapeException">It does not hold.</exception>
    public static void Check(in Bar bar)
    {
        if (Problem(bar) is { } wrong) throw new AnswerShapeException($"a candle's {wrong.Field} {wrong.Problem}");
    }
}

/// <summary>What holds for every trade.</summary>
internal static class TradeRule
{
    /// <summary>The field that is wrong and why, or nothing.</summary>
    public static (string Field, string Problem)? Problem(in HistoricalTrade trade) =>
        trade.RowId < 0 ? ("id", "must not be below 0")
        : trade.FirstTradeId > trade.LastTradeId ? ("first_trade_id", "must not be above last_trade_id")
        : trade.Price.Units <= 0 ? ("price", "must be above 0")
        : trade.Quantity.Units <= 0 ? ("quantity", "must be above 0")
        : null;

    /// <exception cref="AnswerShapeException">It does not hold.</exception>
    public static void Check(in HistoricalTrade trade)
    {
        if (Problem(trade) is { } wrong) throw new AnswerShapeException($"the {wrong.Field} of trade {trade.RowId} {wrong.Problem}");
    }
}
