using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Which requests a fault is aimed at.</summary>
internal static class RestAim
{
    private static readonly Dictionary<StreamKind, string[]> Paths = new()
    {
        [StreamKind.Depth] = ["/depth", "/orderbook/level2"],
        [StreamKind.PartialDepth] = ["/depth", "/orderbook/level2"],
        [StreamKind.Trade] = ["/trades", "/historicalTrades", "/aggTrades", "/market/histories"],
        [StreamKind.AggTrade] = ["/aggTrades"],
        [StreamKind.BookTicker] = ["/ticker/bookTicker", "/orderbook/level1"],
        [StreamKind.Ticker] = ["/ticker/24hr", "/ticker/price", "/market/stats", "/market/allTickers"],
        [StreamKind.Candle] = ["/klines", "/uiKlines", "/market/candles"],
    };

    public static bool Hits(Fault fault, Venue venue, HttpRequest request)
    {
        if (!fault.Hits(venue))
            return false;
        string path = request.Path.Value ?? "";
        if (fault.Request.Path is { } prefix && !path.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        if (fault.Request.Symbol is not null && !fault.Markets.Any(market => market.Instrument.Venue == venue && market.Symbol == request.Query["symbol"]))
            return false;
        return fault.Streams is null || fault.Streams.Any(stream => Paths[stream].Any(part => path.Contains(part, StringComparison.Ordinal)));
    }
}
