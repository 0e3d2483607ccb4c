namespace TradingBot.ExchangeSim.Market;

/// <summary>The last 24 hours of a market, by whole minutes. Amounts in 10^-8, turnover in 10^-16.</summary>
internal readonly record struct DayStatistics(
    long OpenTimeMs,
    long CloseTimeMs,
    long Open,
    long High,
    long Low,
    long Last,
    long LastQuantity,
    long Volume,
    Int128 Turnover,
    long FirstTradeId,
    long LastTradeId)
{
    private const long DayMs = 86_400_000;

    public long TradeCount => Volume == 0 ? 0 : LastTradeId - FirstTradeId + 1;

    /// <summary>Turnover by volume, rounded down; 0 without trades.</summary>
    public long AveragePrice => Volume == 0 ? 0 : (long)(Turnover / Volume);

    public long Change => Last - Open;

    /// <summary>Change in 10^-8 of the opening price, rounded towards zero.</summary>
    public long ChangeRate => Open == 0 ? 0 : (long)((Int128)Change * Amounts.Unit / Open);

    public static DayStatistics Of(PublicMarket market, long nowMs)
    {
        long open = 0, high = 0, low = long.MaxValue, volume = 0, firstId = -1, lastId = -1;
        Int128 turnover = 0;
        foreach (Candle candle in market.Candles[1].Between(nowMs - DayMs, nowMs))
        {
            if (volume == 0)
            {
                open = candle.Open;
                firstId = candle.FirstTradeId;
            }
            high = Math.Max(high, candle.High);
            low = Math.Min(low, candle.Low);
            volume += candle.Volume;
            turnover += candle.Turnover;
            lastId = candle.LastTradeId;
        }
        Trade last = market.LastTrade;
        return volume == 0
            ? new(nowMs - DayMs, nowMs, last.Price, last.Price, last.Price, last.Price, last.Quantity, 0, 0, -1, -1)
            : new(nowMs - DayMs, nowMs, open, high, low, last.Price, last.Quantity, volume, turnover, firstId, lastId);
    }
}
