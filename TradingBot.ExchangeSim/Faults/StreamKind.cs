namespace TradingBot.ExchangeSim.Faults;

/// <summary>What a stream tells, whatever the venue calls it.</summary>
internal enum StreamKind : byte
{
    /// <summary>Changes of the book: Binance depth, KuCoin level2.</summary>
    Depth,

    /// <summary>The best levels as a whole: Binance depth5/10/20, KuCoin level2Depth5/50.</summary>
    PartialDepth,

    /// <summary>Binance trade, KuCoin match.</summary>
    Trade,

    /// <summary>Binance only.</summary>
    AggTrade,

    /// <summary>Binance bookTicker, KuCoin level1.</summary>
    BookTicker,

    /// <summary>Binance ticker and miniTicker, KuCoin ticker and snapshot.</summary>
    Ticker,

    /// <summary>Binance kline, KuCoin candles.</summary>
    Candle,
}

internal static class StreamKinds
{
    public static readonly IReadOnlyList<string> Names = ["depth", "partialDepth", "trade", "aggTrade", "bookTicker", "ticker", "candle"];

    public static string NameOf(StreamKind kind) => Names[(int)kind];

    /// <summary>Reads a name; <c>kline</c> is taken for <c>candle</c>.</summary>
    public static StreamKind? Parse(string name)
    {
        int at = Names.ToList().IndexOf(name == "kline" ? "candle" : name);
        return at < 0 ? null : (StreamKind)at;
    }
}
