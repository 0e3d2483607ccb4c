namespace TradingBot.ExchangeSim.Market;

/// <summary>The mean price of the last five minutes' trades by their quantity, as Binance's order rules and /api/v3/avgPrice use it.</summary>
internal static class AveragePrice
{
    public const int Minutes = 5;

    /// <summary>In 10^-8, rounded down; the last price where there was no trade in that time.</summary>
    public static long Of(PublicMarket market, long nowMs)
    {
        long volume = 0;
        Int128 turnover = 0;
        foreach (Candle candle in market.Candles[0].Between(nowMs - Minutes * 60_000, nowMs))
        {
            volume += candle.Volume;
            turnover += candle.Turnover;
        }
        return volume == 0 ? market.ReferencePrice : (long)(turnover / volume);
    }
}
