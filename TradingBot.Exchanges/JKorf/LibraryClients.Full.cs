using Binance.Net;
using Binance.Net.Clients;
using Binance.Net.Objects.Options;
using Kucoin.Net;
using Kucoin.Net.Clients;
using Kucoin.Net.Objects.Options;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.Rest;
using BinanceInterval = Binance.Net.Enums.KlineInterval;
using KucoinInterval = Kucoin.Net.Enums.KlineInterval;

namespace TradingBot.Exchanges.JKorf;

/// <summary>
/// Public market data by <c>Binance.Net</c> 13.0.1 and <c>Kucoin.Net</c> 9.0.1 (<c>CryptoExchange.Net</c> 12.0.2), chosen by <c>Exchanges:Client=JKorf</c>. Built only
/// with profile full. Written against the sources of these versions; never built with their packages.
/// </summary>
/// <remarks>
/// Only the transport is the libraries': requests and subscriptions are made by them, bytes are read by our parsers, and books and trades are kept by our
/// synchronizer and sequencer. So what is known to be missing in them does not matter here: the continuity of a book's first change, an error reply to
/// a subscription that is taken for success, KuCoin's full book that needs a key (its 100 levels are read), trades that overlap after a reconnect.
/// Their addresses are those of a host that does not exist: whatever they would send or open past our handler and our socket goes nowhere.
/// </remarks>
internal static class LibraryClients
{
    /// <summary>Nothing answers there: the top-level domain is reserved for that (RFC 6761).</summary>
    private const string Nowhere = "https://market-data.invalid";

    private const string NowhereSocket = "wss://market-data.invalid";

    /// <summary>Whether this build has the libraries.</summary>
    public static bool AreBuilt => true;

    /// <summary>Lets the venue's library make the requests that <paramref name="rest"/> sends.</summary>
    public static void Attach(Venue venue, VenueRest rest)
    {
        LibraryRest library = new(venue, rest);
        rest.Maker = venue == Venue.Binance ? BinanceMaker(rest, library) : KuCoinMaker(rest, library);
    }

    /// <summary>Lets the venue's library write the subscriptions.</summary>
    public static SocketSubscriber Subscriber(Venue venue) => venue == Venue.Binance ? new BinanceSubscriber() : new KuCoinSubscriber();

    private static Func<string, string, int, CancellationToken, Task<byte[]>> BinanceMaker(VenueRest rest, LibraryRest library)
    {
        BinanceRestClient client = new(library.Client(), null, Options.Create(new BinanceRestOptions { Environment = BinanceNowhere(), RateLimiterEnabled = false, AutoTimestamp = false }));
        return (path, query, weight, cancellation) =>
        {
            AskedQuery asked = new(query);
            if (path is not ("/api/v3/time" or "/api/v3/depth" or "/api/v3/trades" or "/api/v3/aggTrades" or "/api/v3/klines") && !(path == "/api/v3/exchangeInfo" && asked.Has("symbols")))
                return rest.SendGetAsync(path, query, weight, cancellation);
            return library.AskAsync(weight, async () => path switch
            {
                "/api/v3/time" => await client.SpotApi.ExchangeData.GetServerTimeAsync(cancellation),
                "/api/v3/depth" => await client.SpotApi.ExchangeData.GetOrderBookAsync(asked.Text("symbol"), asked.Number("limit"), cancellation),
                "/api/v3/trades" => await client.SpotApi.ExchangeData.GetRecentTradesAsync(asked.Text("symbol"), asked.Number("limit"), cancellation),
                "/api/v3/aggTrades" => await client.SpotApi.ExchangeData.GetAggregatedTradeHistoryAsync(
                    asked.Text("symbol"), asked.Long("fromId"), asked.Milliseconds("startTime"), asked.Milliseconds("endTime"), asked.Number("limit"), cancellation),
                "/api/v3/klines" => await client.SpotApi.ExchangeData.GetKlinesAsync(asked.Text("symbol"), (BinanceInterval)asked.Interval("interval"),
                    asked.Milliseconds("startTime"), asked.Milliseconds("endTime"), asked.Number("limit"), cancellation),
                _ => await client.SpotApi.ExchangeData.GetExchangeInfoAsync(asked.List("symbols"), ct: cancellation),
            });
        };
    }

    private static Func<string, string, int, CancellationToken, Task<byte[]>> KuCoinMaker(VenueRest rest, LibraryRest library)
    {
        KucoinRestClient client = new(library.Client(), null, Options.Create(new KucoinRestOptions { Environment = KuCoinNowhere(), RateLimiterEnabled = false, AutoTimestamp = false }));
        return (path, query, weight, cancellation) =>
        {
            AskedQuery asked = new(query);
            const string symbol = "/api/v2/symbols/";
            if (path is not ("/api/v1/timestamp" or "/api/v1/market/orderbook/level2_20" or "/api/v1/market/orderbook/level2_100" or "/api/v1/market/histories" or "/api/v1/market/candles")
                && !path.StartsWith(symbol, StringComparison.Ordinal)) return rest.SendGetAsync(path, query, weight, cancellation);
            return library.AskAsync(weight, async () => path switch
            {
                "/api/v1/timestamp" => await client.SpotApi.ExchangeData.GetServerTimeAsync(cancellation),
                "/api/v1/market/orderbook/level2_20" => await client.SpotApi.ExchangeData.GetAggregatedPartialOrderBookAsync(asked.Text("symbol"), 20, cancellation),
                "/api/v1/market/orderbook/level2_100" => await client.SpotApi.ExchangeData.GetAggregatedPartialOrderBookAsync(asked.Text("symbol"), 100, cancellation),
                "/api/v1/market/histories" => await client.SpotApi.ExchangeData.GetTradeHistoryAsync(asked.Text("symbol"), cancellation),
                "/api/v1/market/candles" => await client.SpotApi.ExchangeData.GetKlinesAsync(asked.Text("symbol"), (KucoinInterval)asked.Interval("type"),
                    asked.Seconds("startAt"), asked.Seconds("endAt"), cancellation),
                _ => await client.SpotApi.ExchangeData.GetSymbolAsync(path[symbol.Length..], cancellation),
            });
        };
    }

    internal static BinanceEnvironment BinanceNowhere() =>
        BinanceEnvironment.CreateCustom("TradingBot", Nowhere, NowhereSocket, NowhereSocket, null, null, null, null, null, null, null);

    private static KucoinEnvironment KuCoinNowhere() =>
        KucoinEnvironment.CreateCustom("TradingBot", Nowhere, Nowhere, Nowhere, NowhereSocket, NowhereSocket, NowhereSocket);

    /// <summary>
    /// Under this name the library asks nobody for a token and an address (<c>KucoinSocketClientSpotApi.GetConnectionUrlAsync</c>): it would do so by an HTTP
    /// client of its own, which can't be replaced. The socket that it gets is ours and open, whatever the address.
    /// </summary>
    internal static KucoinEnvironment KuCoinNowhereForSockets() =>
        KucoinEnvironment.CreateCustom("UnitTesting", Nowhere, Nowhere, Nowhere, NowhereSocket, NowhereSocket, NowhereSocket);
}
