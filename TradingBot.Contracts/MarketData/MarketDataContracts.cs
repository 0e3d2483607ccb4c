namespace TradingBot.Contracts.MarketData;

/// <summary>An instrument as <c>GET /api/market-data/instruments</c> lists it.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="VenueSymbol">The venue's spelling.</param>
/// <param name="BaseAsset">Base.</param>
/// <param name="QuoteAsset">Quote.</param>
/// <param name="TickSize">Least price step.</param>
/// <param name="LotSize">Least quantity step.</param>
/// <param name="MinQuantity">Least quantity.</param>
/// <param name="MinNotional">Least price times quantity.</param>
/// <param name="MakerFee">As a fraction.</param>
/// <param name="TakerFee">As a fraction.</param>
/// <param name="Status">live, syncing, stale, disconnected, halted, crossed or unknown.</param>
public sealed record InstrumentContract(
    string Venue, string Symbol, string VenueSymbol, string BaseAsset, string QuoteAsset, decimal TickSize, decimal LotSize, decimal MinQuantity, decimal MinNotional,
    decimal MakerFee, decimal TakerFee, string Status);

/// <summary>Latest prices of an instrument (<c>GET /api/market-data/tickers</c>).</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Last">Last trade.</param>
/// <param name="BestBid">Best bid.</param>
/// <param name="BestAsk">Best ask.</param>
/// <param name="Status">Market status.</param>
/// <param name="At">When.</param>
public sealed record TickerContract(string Venue, string Symbol, decimal? Last, decimal? BestBid, decimal? BestAsk, string Status, DateTimeOffset At);

/// <summary>A candle (<c>GET /api/market-data/{venue}/{symbol}/candles?interval=5s|1m|…&amp;limit=</c>), oldest first.</summary>
/// <param name="OpenTime">Start of the interval.</param>
/// <param name="Open">First price.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="Volume">Base units.</param>
public sealed record CandleContract(DateTimeOffset OpenTime, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);

/// <summary>One level of a book.</summary>
/// <param name="Price">Price.</param>
/// <param name="Quantity">Shown there.</param>
public sealed record BookLevelContract(decimal Price, decimal Quantity);

/// <summary>A book (<c>GET /api/market-data/{venue}/{symbol}/book?depth=20</c>), best first.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="UpdateId">The venue's number of its last change.</param>
/// <param name="Status">Market status; only a live book is to be believed.</param>
/// <param name="At">When.</param>
/// <param name="Bids">Bids.</param>
/// <param name="Asks">Asks.</param>
public sealed record BookContract(
    string Venue, string Symbol, long UpdateId, string Status, DateTimeOffset At, IReadOnlyList<BookLevelContract> Bids, IReadOnlyList<BookLevelContract> Asks);

/// <summary>A market trade (<c>GET /api/market-data/{venue}/{symbol}/trades?limit=50</c>), newest first.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="TradeId">The venue's number.</param>
/// <param name="Price">Price.</param>
/// <param name="Quantity">Quantity.</param>
/// <param name="TakerSide">buy or sell.</param>
/// <param name="At">When.</param>
public sealed record MarketTradeContract(string Venue, string Symbol, long TradeId, decimal Price, decimal Quantity, string TakerSide, DateTimeOffset At);

/// <summary>One stream of one instrument.</summary>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Stream">book, trade, …</param>
/// <param name="Connected">Whether its socket is open.</param>
/// <param name="Status">Market status.</param>
/// <param name="LastMessageAt">Last valid message.</param>
/// <param name="AgeMs">Age of the last valid message in milliseconds.</param>
/// <param name="Messages">Valid messages since start.</param>
/// <param name="Reconnects">Reconnects since start.</param>
/// <param name="Resyncs">Book resyncs since start.</param>
/// <param name="Reason">Why it is not live; null while it is.</param>
/// <param name="Limit">What limits a book that is live, such as only 50 levels; null for nothing.</param>
/// <param name="Gaps">Sequence gaps found since start.</param>
/// <param name="Holes">Times that missed trades could not be brought back from the venue's history.</param>
/// <param name="LastHole">The last of them: between which trades, and when.</param>
/// <param name="Recovered">Trades brought back from the venue's history.</param>
/// <param name="ResyncReasons">Book resyncs by reason.</param>
/// <param name="IgnoredReasons">Messages that repeat or come after what is known, by reason.</param>
/// <param name="Divergence">How far the price is from the other venue's, as a fraction of the lower one; null where it can't be compared.</param>
/// <param name="Diverges">Whether that is above the configured limit: one of the two venues is wrong.</param>
public sealed record StreamStatusContract(
    string Symbol, string Stream, bool Connected, string Status, DateTimeOffset? LastMessageAt, long? AgeMs, long Messages, long Reconnects, long Resyncs,
    string? Reason = null, string? Limit = null, long Gaps = 0, long Holes = 0, string? LastHole = null, long Recovered = 0,
    IReadOnlyDictionary<string, long>? ResyncReasons = null, IReadOnlyDictionary<string, long>? IgnoredReasons = null, decimal? Divergence = null, bool Diverges = false);

/// <summary>Answer of <c>GET /api/market-data/{venue}/status</c>.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Status">connected, degraded or disconnected.</param>
/// <param name="Simulated">Whether it is the simulator, not the venue.</param>
/// <param name="Streams">Per instrument and stream.</param>
/// <param name="BlockedUntil">The venue has ordered us to send nothing before this; null when it has not.</param>
public sealed record VenueStatus(string Venue, string Status, bool Simulated, IReadOnlyList<StreamStatusContract> Streams, DateTimeOffset? BlockedUntil = null);

/// <summary>A missing stretch of stored history.</summary>
/// <param name="From">Start, inclusive.</param>
/// <param name="To">End, exclusive.</param>
/// <param name="Reason">notFetched: nobody asked, or the file lacks it; venueHasNone: the venue was asked and has nothing.</param>
public sealed record HistoryGapContract(DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>A stored series of the market's past (<c>GET /api/market-data/history</c>).</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Kind">candles, trades or aggTrades.</param>
/// <param name="Interval">Length of candles in seconds; null for trades.</param>
/// <param name="Simulated">Whether the market was the simulator's.</param>
/// <param name="From">First known time.</param>
/// <param name="To">End of the last known time.</param>
/// <param name="Rows">Rows stored.</param>
/// <param name="Sources">rest, file, worker.</param>
/// <param name="Gaps">What is missing between the first and the last imported time.</param>
public sealed record HistorySeriesContract(
    string Venue, string Symbol, string Kind, int? Interval, bool Simulated, DateTimeOffset From, DateTimeOffset To, long Rows, IReadOnlyList<string> Sources, IReadOnlyList<HistoryGapContract> Gaps);
