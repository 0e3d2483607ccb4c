namespace TradingBot.SafetyProof.Attacks;

/// <summary>Requests that no client library would write: what is left of an order's way to a proxy's parser.</summary>
internal static class RawAttacks
{
    private const string Order = "POST /api/v3/order?symbol=BTCUSDT&side=SELL HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n";
    private const string Socket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    /// <summary>None of these may reach the exchange in any part.</summary>
    public static IReadOnlyList<(string Name, string Bytes)> Requests { get; } =
    [
        ("an order", Order),
        ("absolute form", "POST https://api.binance.com/api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n"),
        ("absolute form of a market data path at the trading host", "GET https://api.binance.com/api/v3/time HTTP/1.1\r\nHost: api.binance.com\r\n\r\n"),
        ("another Host on a market data path", "GET /api/v3/time HTTP/1.1\r\nHost: api.binance.com\r\n\r\n"),
        ("no Host", "GET /api/v3/time HTTP/1.1\r\n\r\n"),
        ("two Hosts", "GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: api.binance.com\r\n\r\n"),
        ("a tunnel", "CONNECT api.binance.com:443 HTTP/1.1\r\nHost: api.binance.com:443\r\n\r\n"),
        ("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"),
        ("an upgrade to HTTP/2", "POST /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nContent-Length: 0\r\n\r\n"),
        ("an upgrade to HTTP/2 on a market data path", "GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
        ("a WebSocket to the trading API", $"GET /ws-api/v3 HTTP/1.1\r\nHost: 127.0.0.1\r\n{Socket}\r\n"),
        ("a WebSocket to a user's stream", $"GET /ws/pqia91ma19a5s61cv6a81va65sdf19v8a65a1 HTTP/1.1\r\nHost: 127.0.0.1\r\n{Socket}\r\n"),
        ("a WebSocket on a market data path", $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\n{Socket}\r\n"),
        ("a socket's path without an upgrade", "GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("an Upgrade that ends another rule", "GET /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: |/api/v3/time\r\n\r\n"),
        ("a method that ends another rule", "GET||/api/v3/time /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("small letters", "post /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("HTTP/0.9", "GET /api/v3/order\r\n"),
        ("HTTP/1.0 without a Host", "GET /api/v3/order HTTP/1.0\r\n\r\n"),
        ("bare line feeds", "POST /api/v3/order HTTP/1.1\nHost: 127.0.0.1\nContent-Length: 0\n\n"),
        ("a tab for a space", "GET\t/api/v3/order\tHTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("a zero byte", "GET /api/v3/time\0/../order HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("a space in the path", "GET /api/v3/time /api/v3/order HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("dot segments", "GET /api/v3/time/../order HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("dot segments to a market data path", "GET /api/v3/order/../time HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("an encoded letter of a market data path", "GET /api/v3/%74ime HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("two slashes before a market data path", "GET //api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        ("a body with a length and in chunks", $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Order}"),
        ("a body in chunks", $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Order}"),
        ("a disguised coding", $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: xchunked\r\n\r\n{Order}"),
        ("two lengths", $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n{Order}"),
        ("a body on a market data path", "GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 14\r\n\r\n{\"side\":\"sell\"}"),
        ("a body on the one allowed POST", "POST /api/v1/bullet-public HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"),
        ("a body that is asked for", "POST /api/v1/bullet-public HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"),
        ("a folded header", $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nX-MBX-APIKEY:\r\n aa\r\n\r\n{Order}"),
        ("a key", "GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\nX-MBX-APIKEY: aa\r\n\r\n"),
    ];

    /// <summary>An allowed request with an order behind it in the same connection: the first may pass, the second must not.</summary>
    public static string Pipelined { get; } = $"GET /api/v3/time HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{Order}";
}
