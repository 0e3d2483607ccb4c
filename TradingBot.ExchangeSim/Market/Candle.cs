namespace TradingBot.ExchangeSim.Market;

/// <summary>A candle under construction or done. Amounts in 10^-8, turnovers in 10^-16, the opening time in milliseconds since 1970.</summary>
internal struct Candle
{
    public long OpenMs;
    public long Open;
    public long High;
    public long Low;
    public long Close;
    public long Volume;
    public long TakerBuyVolume;
    public Int128 Turnover;
    public Int128 TakerBuyTurnover;
    public long FirstTradeId;
    public long LastTradeId;

    public readonly long TradeCount => Volume == 0 ? 0 : LastTradeId - FirstTradeId + 1;

    public static Candle StartedBy(long openMs, in Trade trade)
    {
        var candle = new Candle
        {
            OpenMs = openMs,
            Open = trade.Price,
            High = trade.Price,
            Low = trade.Price,
            FirstTradeId = trade.Id,
        };
        candle.Add(in trade);
        return candle;
    }

    /// <summary>A candle of an interval without trades, which Binance fills with the last close.</summary>
    public static Candle WithoutTrades(long openMs, long close) => new()
    {
        OpenMs = openMs,
        Open = close,
        High = close,
        Low = close,
        Close = close,
        FirstTradeId = -1,
        LastTradeId = -1,
    };

    public void Add(in Trade trade)
    {
        Int128 turnover = (Int128)trade.Price * trade.Quantity;
        High = Math.Max(High, trade.Price);
        Low = Math.Min(Low, trade.Price);
        Close = trade.Price;
        Volume += trade.Quantity;
        Turnover += turnover;
        if (!trade.BuyerIsMaker)
        {
            TakerBuyVolume += trade.Quantity;
            TakerBuyTurnover += turnover;
        }
        LastTradeId = trade.Id;
    }

    /// <summary>Adds a later candle within the same interval.</summary>
    public void Add(in Candle part)
    {
        High = Math.Max(High, part.High);
        Low = Math.Min(Low, part.Low);
        Close = part.Close;
        Volume += part.Volume;
        Turnover += part.Turnover;
        TakerBuyVolume += part.TakerBuyVolume;
        TakerBuyTurnover += part.TakerBuyTurnover;
        LastTradeId = part.LastTradeId;
    }
}
