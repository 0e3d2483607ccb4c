using TradingBot.Contracts.Accounts;

namespace TradingBot.Contracts.Live;

/// <summary>
/// Names of the events of <c>GET /api/stream?topics=…</c> (server-sent events; topics separated by commas).
/// The data of each is the JSON of the contract named beside it. Every connection first gets the present state of its topics,
/// then changes; a slow reader gets the newest state, never a queue of old ones.
/// </summary>
public static class LiveEvents
{
    /// <summary>Topic <c>tickers</c>: <see cref="MarketData.TickerContract"/>.</summary>
    public const string Ticker = "ticker";

    /// <summary>Topic <c>book:{venue}:{symbol}</c>: <see cref="MarketData.BookContract"/>, 20 levels a side.</summary>
    public const string Book = "book";

    /// <summary>Topic <c>trades:{venue}:{symbol}</c>: <see cref="MarketData.MarketTradeContract"/>.</summary>
    public const string Trade = "trade";

    /// <summary>Topic <c>candles:{venue}:{symbol}:{seconds}</c>: <see cref="LiveCandle"/>, the running bar and the closed one.</summary>
    public const string Candle = "candle";

    /// <summary>Topic <c>account:{accountId}</c> (or <c>account:default</c>): <see cref="PortfolioSummary"/>.</summary>
    public const string Portfolio = "portfolio";

    /// <summary>Topic <c>account:…</c>: <see cref="Orders.OrderContract"/>.</summary>
    public const string Order = "order";

    /// <summary>Topic <c>account:…</c>: <see cref="Orders.ExecutionContract"/>.</summary>
    public const string Execution = "execution";

    /// <summary>Topic <c>account:…</c>: <see cref="Strategies.StrategyContract"/>.</summary>
    public const string Strategy = "strategy";

    /// <summary>Topic <c>system</c>: <see cref="Operations.SafetyStatus"/>, on change and every 5 s.</summary>
    public const string Safety = "safety";

    /// <summary>Topic <c>system</c>: <see cref="MarketData.VenueStatus"/>, every 2 s per venue.</summary>
    public const string Venue = "venue";

    /// <summary>Every 10 s on every connection, without data of interest, so that a dead one is noticed.</summary>
    public const string Heartbeat = "heartbeat";
}

/// <summary>The running or closed bar of an instrument.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="IntervalSeconds">Length.</param>
/// <param name="Candle">The bar so far.</param>
/// <param name="Closed">Whether it is final.</param>
public sealed record LiveCandle(string Venue, string Symbol, int IntervalSeconds, MarketData.CandleContract Candle, bool Closed);
