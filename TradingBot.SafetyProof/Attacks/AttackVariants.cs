using System.Net;

namespace TradingBot.SafetyProof.Attacks;

/// <summary>One way to try to get a route past the guard.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="Request">Makes the request; each is used once.</param>
internal sealed record Attack(string Name, Func<HttpRequestMessage> Request);

/// <summary>The spellings, disguises and detours in which each route of the corpus is tried.</summary>
internal static class AttackVariants
{
    private static readonly string[] BinanceHosts =
    [
        "api1.binance.com", "api2.binance.com", "api3.binance.com", "api4.binance.com", "api-gcp.binance.com", "testnet.binance.vision",
        "demo-api.binance.com", "testnet.binancefuture.com", "api.binance.us",
    ];

    private static readonly string[] KuCoinHosts =
    [
        "api-futures.kucoin.com", "api-broker.kucoin.com", "openapi-v2.kucoin.com", "openapi-sandbox.kucoin.com", "api-sandbox-futures.kucoin.com", "www.kucoin.com",
    ];

    /// <summary>What the client library keeps to itself: on the wire these are plain market data requests, which nothing behind the client could tell apart.</summary>
    public static IReadOnlyList<string> LostOnTheWire { get; } = ["the route as a fragment", "a user in front of a market data path", "HTTP/3 on a market data path"];

    /// <summary>Attempts at an address that the allow-list knows: the right host, and something else wrong.</summary>
    /// <param name="route">What is to be reached.</param>
    /// <param name="origin">An allow-listed origin, with a slash at its end.</param>
    public static IEnumerable<Attack> AtAllowedOrigin(AttackRoute route, Uri origin)
    {
        string start = origin.GetLeftPart(UriPartial.Authority);
        return [.. Paths(route, start), .. Disguises(route, start + AllowedPath(route)), .. OtherForms(route, origin)];
    }

    /// <summary>Attempts at every other address: documented hosts, mirrors, literals, look-alikes.</summary>
    /// <param name="route">What is to be reached.</param>
    public static IEnumerable<Attack> Elsewhere(AttackRoute route)
    {
        string allowed = route.IsBinance ? "data-api.binance.vision" : "api.kucoin.com";
        string path = route.Path;
        foreach (string host in (route.IsBinance ? BinanceHosts : KuCoinHosts).Prepend(route.Host).Distinct())
            yield return Send($"host {host}", route.Method, $"https://{host}{path}");
        yield return Send("documented market data path at the trading host", "GET", $"https://{(route.Host == allowed ? "api-futures.kucoin.com" : route.Host)}{AllowedPath(route)}");
        yield return Send("IPv4 literal", route.Method, $"https://93.184.216.34{path}");
        yield return Send("IPv6 literal", route.Method, $"https://[2606:4700::1111]{path}");
        yield return Send("IPv4 as one number", route.Method, $"https://1572395042{path}");
        yield return Send("IPv4 in hexadecimal", route.Method, $"https://0x5db8d822{path}");
        yield return Send("IPv4 inside IPv6", route.Method, $"https://[::ffff:93.184.216.34]{path}");
        yield return Send("this machine", route.Method, $"https://localhost{path}");
        yield return Send("the cloud's metadata address", "GET", $"http://169.254.169.254{path}");
        yield return Send("plain http", route.Method, $"http://{allowed}{path}");
        yield return Send("plain http to a market data path", "GET", $"http://{allowed}{AllowedPath(route)}");
        yield return Send("another scheme", route.Method, $"ftp://{allowed}{path}");
        yield return Send("another port", route.Method, $"https://{allowed}:8443{path}");
        yield return Send("another port with a market data path", "GET", $"https://{allowed}:8443{AllowedPath(route)}");
        yield return Send("default port written out", "GET", $"https://{allowed}:443{AllowedPath(route)}");
        yield return Send("host in capitals", "GET", $"https://{allowed.ToUpperInvariant()}{AllowedPath(route)}");
        yield return Send("host with a dot at its end", "GET", $"https://{allowed}.{AllowedPath(route)}");
        yield return Send("allowed host as user", route.Method, $"https://{allowed}@{route.Host}{path}");
        yield return Send("allowed host with a password", "GET", $"https://key:secret@{allowed}{AllowedPath(route)}");
        yield return Send("allowed host as prefix", route.Method, $"https://{allowed}.example{path}");
        string lookAlike = $"https://{allowed.Replace('i', 'і').Replace('o', 'о')}{AllowedPath(route)}";
        yield return Send("look-alike host", "GET", lookAlike);
        yield return Send("look-alike host in its ASCII form", "GET", $"https://{new Uri(lookAlike).IdnHost}{AllowedPath(route)}");
        yield return Send("allowed host and an encoded backslash as user", route.Method, $"https://{allowed}%5C@{route.Host}{path}");
        yield return new("no host", () => new HttpRequestMessage(new HttpMethod(route.Method), new Uri(path, UriKind.Relative)));
    }

    /// <summary>A market data path that the venue's list allows for GET.</summary>
    private static string AllowedPath(AttackRoute route) => route.IsBinance ? "/api/v3/depth" : "/api/v1/market/candles";

    private static IEnumerable<Attack> Paths(AttackRoute route, string start)
    {
        string path = route.Path;
        string allowed = AllowedPath(route);
        int slash = path.LastIndexOf('/');
        (string before, string after) = (path[..slash], path[(slash + 1)..]);
        foreach ((string name, string spelling) in (List<(string, string)>)
        [
            ("plain", path),
            ("capitals", path.ToUpperInvariant()),
            ("a letter encoded", $"{path[..^1]}%{(int)path[^1]:X2}"),
            ("a letter encoded twice", $"{path[..^1]}%25{(int)path[^1]:X2}"),
            ("a slash encoded", $"{before}%2F{after}"),
            ("a slash encoded twice", $"{before}%252f{after}"),
            ("two slashes first", "/" + path),
            ("two slashes inside", $"{before}//{after}"),
            ("a path parameter", path + ";a=b"),
            ("a path parameter inside", $"{before};a=b/{after}"),
            ("a slash last", path + "/"),
            ("dot segments", $"{allowed}/../../../..{path}"),
            ("dot segments encoded", $"{allowed}/%2e%2e/%2e%2e/%2e%2e{path}"),
            ("dot segments through encoded slashes", $"{allowed}%2f..%2f..%2f..{path}"),
            ("dot segments with a path parameter", $"{allowed}/..;/..;/..;{path}"),
            ("an overlong slash", $"{before}%c0%af{after}"),
            ("a full-width letter", $"{path[..^1]}%EF%BC%A1"),
            ("a single dot", $"{before}/./{after}"),
            ("backslashes", "/" + path[1..].Replace('/', '\\')),
            ("absolute form", $"/https://{route.Host}{path}"),
            ("a zero byte", path + "%00"),
            ("a space", path + "%20"),
            ("a market data path behind it", $"{path}?{allowed}"),
            ("below a symbol", $"/api/v2/symbols/BTC-USDT{path}"),
            ("signed", $"{path}?symbol=BTCUSDT&side=SELL&timestamp=1&signature=aa"),
        ])
            yield return Send(name, route.Method, start + spelling);
        yield return Send("by GET", "GET", start + path);
        yield return Send("by HEAD", "HEAD", start + path);
        yield return Send("method in small letters", LowerCased(route.Method), start + path);
        yield return new("dot segments unresolved", () => Raw(route.Method, $"{start}/api/v2/symbols/..{path}"));
        yield return new("a line break in the path", () => Raw("GET", $"{start}{allowed} HTTP/1.1\r\nHost: x\r\n\r\n{route.Method} {path}"));
    }

    private static IEnumerable<Attack> Disguises(AttackRoute route, string allowed)
    {
        yield return Send("its method on a market data path", route.Method, allowed);
        yield return Send("its method by query", "GET", $"{allowed}?symbol=BTCUSDT&_method={route.Method}");
        yield return Send("an order in the query", "GET", $"{allowed}?symbol=BTCUSDT&side=SELL&type=MARKET&quantity=1");
        yield return Send("a signature in the query", "GET", $"{allowed}?symbol=BTCUSDT&signature=aa");
        yield return Send("a key in the query", "GET", $"{allowed}?symbol=BTCUSDT&apiKey=aa");
        yield return Send("a query key twice", "GET", $"{allowed}?symbol=BTCUSDT&symbol=ETHUSDT");
        yield return Send("the route as a value", "GET", $"{allowed}?symbol={route.Path}");
        yield return Send("a line break in a value", "GET", $"{allowed}?symbol=BTCUSDT%0d%0a{route.Method}%20{route.Path}");
        yield return Send("the route as a fragment", "GET", $"{allowed}?symbol=BTCUSDT#{route.Path}");
        yield return Send("an encoded question mark", "GET", $"{allowed}%3Fsymbol=BTCUSDT");
        yield return Headed("a method override", allowed, ("X-HTTP-Method-Override", route.Method), ("X-Original-URL", route.Path));
        yield return Headed("another method override", allowed, ("X-Method-Override", route.Method));
        yield return Headed("a third method override", allowed, ("X-HTTP-Method", route.Method));
        yield return Headed("a chunked body that is announced", allowed, ("Transfer-Encoding", "chunked"));
        yield return Headed("a body that is asked for", allowed, ("Expect", "100-continue"));
        yield return Headed("a rewritten address", allowed, ("X-Rewrite-URL", route.Path));
        yield return Headed("another Host", allowed, ("Host", route.Host));
        yield return Headed("a forwarded host", allowed, ("X-Forwarded-Host", route.Host));
        yield return Headed("Binance's key header", allowed, ("X-MBX-APIKEY", "aa"));
        yield return Headed("KuCoin's key headers", allowed, ("KC-API-KEY", "aa"), ("KC-API-SIGN", "aa"), ("KC-API-PASSPHRASE", "aa"));
        yield return Headed("an authorization", allowed, ("Authorization", "Bearer aa"));
        yield return Headed("a proxy's authorization", allowed, ("Proxy-Authorization", "Basic aa"));
        yield return Headed("a cookie", allowed, ("Cookie", "session=aa"));
        yield return Headed("an upgrade to a WebSocket on a market data path", allowed, ("Connection", "Upgrade"), ("Upgrade", "websocket"));
        yield return new("HTTP/3 on a market data path", () => new(HttpMethod.Get, allowed) { Version = HttpVersion.Version30 });
        yield return new("a body on GET", () => With(new(HttpMethod.Get, allowed), """{"side":"sell"}"""));
    }

    private static IEnumerable<Attack> OtherForms(AttackRoute route, Uri origin)
    {
        string start = origin.GetLeftPart(UriPartial.Authority);
        string authority = start[(start.IndexOf("//", StringComparison.Ordinal) + 2)..];
        yield return Send("a user in front", route.Method, $"{origin.Scheme}://{route.Host}@{authority}{route.Path}");
        yield return Send("a user in front of a market data path", "GET", $"{origin.Scheme}://user@{authority}{AllowedPath(route)}");
        yield return Send("as a WebSocket", "GET", $"{(origin.Scheme == "https" ? "wss" : "ws")}://{authority}{route.Path}");
        yield return new("with a body", () => With(new(new HttpMethod(route.Method), start + route.Path), """{"symbol":"BTC-USDT","side":"sell"}"""));
        yield return new("a body on the one allowed POST", () => With(new(HttpMethod.Post, start + "/api/v1/bullet-public"), $$"""{"path":"{{route.Path}}"}"""));
        yield return Send("beside the one allowed POST", "POST", $"{start}/api/v1/bullet-public?path={route.Path}");
        yield return Send("its method on the one allowed POST", route.Method == "POST" ? "PATCH" : route.Method, start + "/api/v1/bullet-public");
        yield return new("HTTP/2 with another authority", () =>
        {
            HttpRequestMessage request = new(new HttpMethod(route.Method), start + route.Path) { Version = HttpVersion.Version20 };
            request.Headers.Host = route.Host;
            return request;
        });
        yield return new("an upgrade on the route", () =>
        {
            HttpRequestMessage request = new(HttpMethod.Get, start + route.Path);
            request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
            return request;
        });
    }

    private static Attack Send(string name, string method, string address) => new(name, () => new(new HttpMethod(method), address));

    private static Attack Headed(string name, string address, params (string Name, string Value)[] headers) => new(name, () =>
    {
        HttpRequestMessage request = new(HttpMethod.Get, address);
        foreach ((string header, string value) in headers) request.Headers.TryAddWithoutValidation(header, value);
        return request;
    });

    private static HttpRequestMessage With(HttpRequestMessage request, string body)
    {
        request.Content = new StringContent(body);
        return request;
    }

    /// <summary>An address that the library is told not to tidy.</summary>
    private static HttpRequestMessage Raw(string method, string address) =>
        new(new HttpMethod(method), new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

    private static string LowerCased(string method) => string.Concat(method.Select(char.ToLowerInvariant));
}
