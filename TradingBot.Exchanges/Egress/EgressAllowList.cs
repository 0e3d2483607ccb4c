using System.Collections.Frozen;
using System.Net;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Egress;

/// <summary>All that may leave this process towards an exchange: one list for the exchanges, one for the simulator, never both at once. Nothing adds to either at run time.</summary>
public sealed class EgressAllowList
{
    /// <summary>Binance's market-data-only hosts: they serve public data and nothing else.</summary>
    internal static readonly Uri BinanceRest = new("https://data-api.binance.vision/");

    internal static readonly Uri BinanceSocket = new("wss://data-stream.binance.vision/");

    internal static readonly Uri KuCoinRest = new("https://api.kucoin.com/");

    /// <summary>KuCoin names the socket's address in an answer; it must be one of these.</summary>
    private static readonly Uri[] KuCoinSockets =
        [new("wss://ws-api-spot.kucoin.com/"), new("wss://ws-api-spot.kucoin.com/endpoint"), new("wss://ws-api.kucoin.com/"), new("wss://ws-api.kucoin.com/endpoint")];

    // A gateway stands in front of several of KuCoin's hosts, so it is told which one by the first segment of the path.
    private readonly FrozenDictionary<string, Uri> _gatewaySockets;
    private readonly FrozenSet<string> _gateways;

    private EgressAllowList(IReadOnlyList<EgressRule> rules, bool simulated, IEnumerable<Uri>? gateways = null, Uri? kuCoinGateway = null)
    {
        (Rules, IsSimulated) = (rules, simulated);
        _gateways = (gateways ?? []).Select(gateway => gateway.IdnHost).ToFrozenSet(StringComparer.Ordinal);
        _gatewaySockets = kuCoinGateway is null
            ? FrozenDictionary<string, Uri>.Empty
            : KuCoinSockets.ToFrozenDictionary(socket => socket.AbsoluteUri, socket => GatewaySocket(kuCoinGateway, socket), StringComparer.Ordinal);
    }

    /// <summary>The rules, for reports and for a gateway's configuration.</summary>
    public IReadOnlyList<EgressRule> Rules { get; }

    /// <summary>Whether the only destination is the simulator on this machine.</summary>
    public bool IsSimulated { get; }

    /// <summary>The list for the exchanges' public hosts.</summary>
    public static EgressAllowList Live() => Live(new Dictionary<Venue, Uri>());

    /// <summary>The list for the exchanges' public hosts, where some venues are reached through an egress gateway only.</summary>
    /// <param name="gateways">Base address of the gateway of a venue; a venue that is not in it is called directly.</param>
    public static EgressAllowList Live(IReadOnlyDictionary<Venue, Uri> gateways)
    {
        Uri? binance = gateways.GetValueOrDefault(Venue.Binance);
        Uri? kuCoin = gateways.GetValueOrDefault(Venue.KuCoin);
        List<EgressRule> rules = [.. BinanceRules(binance ?? BinanceRest, binance is null ? BinanceSocket : SocketOf(binance)), .. KuCoinRestRules(kuCoin ?? KuCoinRest)];
        foreach (Uri socket in KuCoinSockets)
        {
            Uri address = kuCoin is null ? socket : GatewaySocket(kuCoin, socket);
            rules.Add(Rule(address, "GET", address.AbsolutePath, "token", "connectId"));
        }
        return new(rules, simulated: false, gateways.Values, kuCoin);
    }

    /// <summary>The list for the simulator, which serves both venues at one address.</summary>
    /// <param name="simulator">A loopback http address.</param>
    public static EgressAllowList Simulated(Uri simulator)
    {
        Uri socket = SocketOf(simulator);
        return new([.. BinanceRules(simulator, socket), .. KuCoinRestRules(simulator), Rule(socket, "GET", "/kucoin-ws/", "token", "connectId")], simulated: true);
    }

    /// <summary>The list that the options ask for.</summary>
    /// <param name="options">Where the simulator and the gateways are.</param>
    /// <param name="source">Whose market; as configured where nothing is said.</param>
    public static EgressAllowList For(ExchangesOptions options, FeedSource? source = null) =>
        (source ?? options.Feed) == FeedSource.Simulated ? Simulated(options.Simulator!) : Live(options.Gateways);

    /// <summary>Why an address may not be called, by where its host's name led; null when it may.</summary>
    /// <remarks>The simulator is on this machine, a gateway in the private network, an exchange on the open internet.</remarks>
    internal string? ReasonAgainst(string host, IPAddress address)
    {
        if (IsSimulated) return IPAddress.IsLoopback(address) ? null : "the simulator is on this machine only";
        if (_gateways.Contains(host)) return IPAddress.IsLoopback(address) || AddressSpace.IsPrivate(address) ? null : "the egress gateway has a private address only";
        return AddressSpace.IsPublic(address) ? null : "an exchange has no private address";
    }

    /// <summary>Where a socket that a venue named is opened: at its gateway, where there is one and the venue's address is a known one.</summary>
    internal Uri Route(Uri socket) =>
        _gatewaySockets.TryGetValue(socket.GetLeftPart(UriPartial.Path), out Uri? gateway) ? new(gateway.AbsoluteUri + socket.Query) : socket;

    /// <summary>Base address of a venue's REST requests under these options.</summary>
    internal static Uri RestAddress(ExchangesOptions options, Venue venue, FeedSource? source = null) =>
        (source ?? options.Feed) == FeedSource.Simulated ? options.Simulator!
        : options.Gateways.GetValueOrDefault(venue) ?? (venue == Venue.Binance ? BinanceRest : KuCoinRest);

    /// <summary>Base address of Binance's streams under these options.</summary>
    internal static Uri BinanceStreams(ExchangesOptions options, FeedSource? source = null) =>
        (source ?? options.Feed) == FeedSource.Simulated ? SocketOf(options.Simulator!)
        : options.Gateways.TryGetValue(Venue.Binance, out Uri? gateway) ? SocketOf(gateway) : BinanceSocket;

    private static Uri SocketOf(Uri http) => new UriBuilder(http) { Scheme = http.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;

    /// <summary>Such as <c>ws://egress-gateway:8080/ws-api-spot.kucoin.com/endpoint</c>.</summary>
    private static Uri GatewaySocket(Uri gateway, Uri socket) => new(SocketOf(gateway), $"/{socket.Host}{socket.AbsolutePath}");

    private static IEnumerable<EgressRule> BinanceRules(Uri rest, Uri socket) =>
    [
        Rule(rest, "GET", "/api/v3/ping"),
        Rule(rest, "GET", "/api/v3/time"),
        Rule(rest, "GET", "/api/v3/exchangeInfo", "symbol", "symbols"),
        Rule(rest, "GET", "/api/v3/ticker/24hr", "type"),
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
        Rule(rest, "GET", "/api/v1/market/allTickers"),
        Rule(rest, "GET", "/api/v1/market/orderbook/level2_20", "symbol"),
        Rule(rest, "GET", "/api/v1/market/orderbook/level2_100", "symbol"),
        Rule(rest, "GET", "/api/v1/market/histories", "symbol"),
        Rule(rest, "GET", "/api/v1/market/candles", "symbol", "type", "startAt", "endAt"),
        Rule(rest, "POST", "/api/v1/bullet-public"),
    ];

    private static EgressRule Rule(Uri origin, string method, string path, params string[] queryKeys) =>
        new(origin.Scheme, origin.Host, origin.Port, method, path, queryKeys.ToFrozenSet(StringComparer.Ordinal));
}
