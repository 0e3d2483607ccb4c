using System.Net;

namespace TradingBot.SafetyProof.Guard;

/// <summary>Single characters and lengths at the edge of what is allowed.</summary>
internal sealed partial class GuardTrial
{
    private const string Binance = "https://data-api.binance.vision/api/v3/";
    private const string KuCoin = "https://api.kucoin.com/api/";
    private const string KuCoinSocket = "wss://ws-api-spot.kucoin.com/";

    private static readonly Uri Streams = new("wss://data-stream.binance.vision/stream");

    private static readonly string[] WrongAddresses =
    [
        Binance + "depth?symbol=", Binance + "depth?symbol", Binance + "depth?", Binance + "depth?symbol=BTCUSDT&", Binance + "depth?&symbol=BTCUSDT", Binance + "depth?Symbol=BTCUSDT",
        Binance + "depth?symbol=BTC%55SDT", Binance + "depth?symbol=BTC+USDT", Binance + "depth?symbol=BTC/USDT", Binance + "depth?symbol=BTC;USDT", Binance + "depth?symbol=a=b",
        Binance + "depth?symbol=%5B%22BTCUSDT%22%5D", Binance + "exchangeInfo?symbols=%5b%22BTCUSDT%22%5D", Binance + "exchangeInfo?symbols=%2F", Binance + "exchangeInfo?symbols=%3D",
        Binance + "exchangeInfo?symbols=%2", Binance + "exchangeInfo?symbols=%", Binance + "exchangeInfo?symbols=a=b", Binance + "exchangeInfo?symbols=a~b", Binance + "exchangeInfo?symbols=a%2Bb",
        Binance + "depth?symbol=" + new string('A', 65), Binance + "exchangeInfo?symbols=" + new string('A', 8193), Binance + "depth?symbol=BTCUSDT&limit=5&symbol=ETHUSDT",
        Binance + "klines?symbol=BTCUSDT&interval=1m&recvWindow=5000", Binance + "depth%", Binance + "depth%64", Binance + "depth;", Binance + "/depth", "https://data-api.binance.vision/api//v3/depth",
        KuCoin + "v2/symbols/", KuCoin + "v2/symbols/btc-usdt", KuCoin + "v2/symbols/BTCUSDT", KuCoin + "v2/symbols/BTC-USDT/x", KuCoin + "v2/symbols/-USDT", KuCoin + "v2/symbols/BTC-",
        KuCoin + "v2/symbols/BTC-USDT-X", KuCoin + "v2/symbols/" + new string('A', 28) + "-USDT", KuCoin + "v2/symbols/BTC_USDT-X", KuCoin + "v2/Symbols/BTC-USDT", KuCoin + "v2/symbols2/BTC-USDT",
        KuCoin + "v1/market/candles?token=a", "https://api.kucoin.com:444/api/v1/timestamp", "https://api.kucoin.com/", "https://api.kucoin.com",
    ];

    private static readonly string[] WrongSockets =
    [
        KuCoinSocket + "?token=a%5Bb", KuCoinSocket + "?token=a%22", KuCoinSocket + "?token=a%2", KuCoinSocket + "?token=", KuCoinSocket + "?token=a!", KuCoinSocket + "?token=" + new string('a', 8193),
        KuCoinSocket + "?token=a&connectId=b=c", KuCoinSocket + "?token=a&connectId=%3D", KuCoinSocket + "?token=a&acceptUserMessage=true", KuCoinSocket + "endpoint2?token=a", KuCoinSocket + "endpoint/?token=a",
        "wss://data-stream.binance.vision/stream?streams=btcusdt@trade", "wss://data-stream.binance.vision/ws", "wss://ws-api-spot.kucoin.com:444/?token=a", "wss://ws-auth.kucoin.com/?token=a", "wss://user@ws-api-spot.kucoin.com/?token=a",
        "wss://ws-api-spot.kucoin.com/?token=a#b", "/relative",
    ];

    private void DetailsAreRefused()
    {
        Tally tally = Begin(RequestLayer, "single characters, lengths and repetitions at the edge of the list (decided only)");
        using GuardUnderTest guard = Live();
        foreach (string address in WrongAddresses) Decide(tally, guard, address, new("by GET", () => Raw(address)));
        foreach (string address in WrongSockets)
            Refusal(tally, guard, () => $"{address} opened as a socket", () => guard.CheckSocket(new(address, UriKind.RelativeOrAbsolute)) is not null);
        Uri depth = new(Binance + "depth?symbol=BTCUSDT");
        foreach ((string name, Func<HttpRequestMessage> request) in (List<(string, Func<HttpRequestMessage>)>)
        [
            ("HTTP/2", () => new(HttpMethod.Get, depth) { Version = HttpVersion.Version20 }),
            ("HTTP/3", () => new(HttpMethod.Get, depth) { Version = HttpVersion.Version30 }),
            ("HTTP/1.0", () => new(HttpMethod.Get, depth) { Version = HttpVersion.Version10 }),
            ("whatever version the other end offers", () => new(HttpMethod.Get, depth) { VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher }),
            ("a header whose value the library takes for none", () => Headed(depth, "Authorization", "\u0001")),
            ("another header of that kind", () => Headed(depth, "If-Range", "no date")),
            ("an upgrade of a request", () => Headed(depth, "Upgrade", "websocket")),
            ("a connection kept by a request", () => Headed(depth, "Connection", "Upgrade")),
            ("a key as what is accepted", () => Headed(depth, "Accept", "key=planted")),
            ("a key as who asks", () => Headed(depth, "User-Agent", "planted")),
            ("an order behind a line break in a header", () => Headed(depth, "Accept", "*/*\r\nContent-Length: 0\r\n\r\nPOST /api/v3/order?symbol=BTCUSDT HTTP/1.1\r\nHost: data-api.binance.vision")),
            ("an upgrade of a socket to something else", () => Headed(Streams, "Upgrade", "h2c")),
            ("an upgrade of a socket to two things", () => Headed(Streams, "Upgrade", "websocket, h2c")),
            ("an order behind a line break in a socket's upgrade", () => Headed(Streams, "Upgrade", "websocket\r\n\r\nPOST /api/v3/order HTTP/1.1")),
            ("a line break behind a socket's upgrade", () => Headed(Streams, "Upgrade", "websocket\n")),
            ("a socket's connection that is kept", () => Headed(Streams, "Connection", "keep-alive")),
            ("a socket's connection with a header of its own", () => Headed(Streams, "Connection", "Upgrade, X-MBX-APIKEY")),
            ("another version of a socket", () => Headed(Streams, "Sec-WebSocket-Version", "8")),
            ("a socket's key that is none", () => Headed(Streams, "Sec-WebSocket-Key", "planted")),
            ("a socket's key with a line break", () => Headed(Streams, "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ\r\n==")),
            ("a protocol asked of a socket", () => Headed(Streams, "Sec-WebSocket-Protocol", "order")),
        ])
            Decide(tally, guard, depth.ToString(), new(name, request));
        foreach ((string name, string value) in ((string, string)[])[("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")])
        {
            using HttpRequestMessage request = Headed(Streams, name, value);
            tally.Count(guard.Check(request) is null, () => $"{name} is refused");
        }
        using (HttpRequestMessage secret = new(HttpMethod.Get, "https://key:planted@api.kucoin.com/api/v1/timestamp?signature=planted#planted"))
            tally.Count(guard.Check(secret) is not null && guard.LastDenial?.Target == "https://…@api.kucoin.com/api/v1/timestamp", () => $"written down: {guard.LastDenial?.Target}");
        using (HttpRequestMessage path = new(HttpMethod.Get, "https://api.kucoin.com/api/v1/@timestamp"))
            tally.Count(guard.Check(path) is not null, () => "an at sign in a path passed");
        // The canary's question is the same as the request's, only that nobody hears of it.
        using HttpRequestMessage order = new(HttpMethod.Post, Binance + "order");
        long before = guard.Denials;
        tally.Count(guard.Probe(order) is not null && guard.Denials == before, () => "the canary's question passed, or was counted");
    }

    private static HttpRequestMessage Headed(Uri address, string name, string value)
    {
        HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>The library would tidy some of these away.</summary>
    private static HttpRequestMessage Raw(string address) => new(HttpMethod.Get, new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
}
