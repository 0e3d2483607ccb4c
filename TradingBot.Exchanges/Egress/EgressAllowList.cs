using System.Collections.Frozen;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Egress;

/// <summary>All that may leave this process towards an exchange. There is no other list, and nothing adds to it at run time.</summary>
public sealed class EgressAllowList
{
    /// <summary>Binance's market-data-only hosts: they serve public data and nothing else.</summary>
    internal static readonly Uri BinanceRest = new("https://data-api.binance.vision/");

    internal static readonly Uri BinanceSocket = new("wss://data-stream.binance.vision/");

    internal static readonly Uri KuCoinRest = new("https://api.kucoin.com/");

    /// <summary>KuCoin names the socket's address in an answer; it must be one of these.</summary>
    private static readonly Uri[] KuCoinSockets =
        [new("wss://ws-api-spot.kucoin.com/"), new("wss://ws-api-spot.kucoin.com/endpoint"), new("wss://ws-api.kucoin.com/"), new("wss://ws-api.kucoin.com/endpoint")];

    private EgressAllowList(IReadOnlyList<EgressRule> rules, bool simulated) => (Rules, IsSimulated) = (rules, simulated);

    /// <summary>The rules, for reports and for a gateway's configuration.</summary>
    public IReadOnlyList<EgressRule> Rules { get; }

    /// <summary>Whether the only destination is the simulator on this machine.</summary>
    public bool IsSimulated { get; }

    /// <summary>The list for the exchanges' public hosts.</summary>
    public static EgressAllowList Live()
    {
        List<EgressRule> rules = [.. BinanceRules(BinanceRest, BinanceSocket), .. KuCoinRestRules(KuCoinRest)];
        foreach (Uri socket in KuCoinSockets)
            rules.Add(Rule(socket, "GET", socket.AbsolutePath, "token", "connectId"));
        return new(rules, simulated: false);
    }

    /// <summary>The list for the simulator, which serves both venues at one address.</summary>
    /// <param name="simulator">A loopback http address.</param>
    public static EgressAllowList Simulated(Uri simulator)
    {
        Uri socket = SocketOf(simulator);
        return new([.. BinanceRules(simulator, socket), .. KuCoinRestRules(simulator), Rule(socket, "GET", "/kucoin-ws/", "token", "connectId")], simulated: true);
    }

    /// <summary>The list that the options ask for.</summary>
    public static EgressAllowList For(ExchangesOptions options) =>
        options.Feed == FeedSource.Simulated ? Simulated(options.Simulator!) : Live();

    /// <summary>Base address of a venue's REST requests under these options.</summary>
    internal static Uri RestAddress(ExchangesOptions options, Venue venue) =>
        options.Feed == FeedSource.Simulated ? options.Simulator! : venue == Venue.Binance ? BinanceRest : KuCoinRest;

    /// <summary>Base address of Binance's streams under these options.</summary>
    internal static Uri BinanceStreams(ExchangesOptions options) =>
        options.Feed == FeedSource.Simulated ? SocketOf(options.Simulator!) : BinanceSocket;

    private static Uri SocketOf(Uri simulator) => new UriBuilder(simulator) { Scheme = "ws" }.Uri;

    private static IEnumerable<EgressRule> BinanceRules(Uri rest, Uri socket) =>
    [
        Rule(rest, "GET", "/api/v3/ping"),
        Rule(rest, "GET", "/api/v3/time"),
        Rule(rest, "GET", "/api/v3/exchangeInfo", "symbol", "symbols"),
        Rule(rest, "GET", "/api/v3/depth", "symbol", "limit"),
        Rule(rest, "GET", "/api/v3/trades", "symbol", "limit"),
        Rule(rest, "GET", "/api/v3/aggTrades", "symbol", "fromId", "startTime", "endTime", "limit"),
        Rule(rest, "GET", "/api/v3/klines", "symbol", "interval", "startTime", "endTime", "limit"),
        Rule(socket, "GET", "/stream"),
    ];

    private static IEnumerable<EgressRule> KuCoinRestRules(Uri rest) =>
    [
        Rule(rest, "GET", "/api/v1/timestamp"),
        Rule(rest, "GET", "/api/v1/status"),
        Rule(rest, "GET", "/api/v2/symbols", "market"),
        Rule(rest, "GET", "/api/v2/symbols/{symbol}"),
        Rule(rest, "GET", "/api/v1/market/orderbook/level2_20", "symbol"),
        Rule(rest, "GET", "/api/v1/market/orderbook/level2_100", "symbol"),
        Rule(rest, "GET", "/api/v1/market/histories", "symbol"),
        Rule(rest, "GET", "/api/v1/market/candles", "symbol", "type", "startAt", "endAt"),
        Rule(rest, "POST", "/api/v1/bullet-public"),
    ];

    private static EgressRule Rule(Uri origin, string method, string path, params string[] queryKeys) =>
        new(origin.Scheme, origin.Host, origin.Port, method, path, queryKeys.ToFrozenSet(StringComparer.Ordinal));
}
