using System.Net;
using System.Text;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>The table of what may leave and what may not. Nothing here needs a network: refusals come before a socket, and allowances are only decided.</summary>
public sealed class EgressGuardTests : IDisposable
{
    private readonly FeedMetrics _metrics = new(new FeedStatusBoard(TimeProvider.System));
    private readonly EgressGuard _live;
    private readonly List<EgressDenial> _denials = [];

    public EgressGuardTests()
    {
        _live = new(EgressAllowList.Live(), _metrics);
        _live.Denied += _denials.Add;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/time")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?symbol=BTCUSDT&limit=1000")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/trades?symbol=BTCUSDT&limit=1000")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/aggTrades?symbol=BTCUSDT&startTime=1&limit=1000")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1&endTime=2&limit=1000")]
    [InlineData("GET", "wss://data-stream.binance.vision/stream")]
    [InlineData("GET", "https://api.kucoin.com/api/v1/timestamp")]
    [InlineData("GET", "https://api.kucoin.com/api/v2/symbols/BTC-USDT")]
    [InlineData("GET", "https://api.kucoin.com/api/v1/market/orderbook/level2_100?symbol=BTC-USDT")]
    [InlineData("GET", "https://api.kucoin.com/api/v1/market/histories?symbol=BTC-USDT")]
    [InlineData("GET", "https://api.kucoin.com/api/v1/market/candles?type=1min&symbol=BTC-USDT&startAt=1&endAt=2")]
    [InlineData("POST", "https://api.kucoin.com/api/v1/bullet-public")]
    [InlineData("GET", "wss://ws-api-spot.kucoin.com/?token=2neAiuYvAU61ZDXANAGAsiL4-iAExhsBXZxftpOeh_55i3Ysy2q2LEsEWU64mdzUOPusi34M_wGoSf7iNyEWJ%3D%3D&connectId=abc")]
    public void Public_market_data_passes(string method, string address)
    {
        Assert.Null(Check(method, address));
        Assert.Empty(_denials);
    }

    [Theory]
    // orders, withdrawals, keys: by method, by path, by host
    [InlineData("POST", "https://api.binance.com/api/v3/order")]
    [InlineData("POST", "https://data-api.binance.vision/api/v3/order")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/order")]
    [InlineData("DELETE", "https://data-api.binance.vision/api/v3/depth")]
    [InlineData("PUT", "https://data-api.binance.vision/api/v3/depth")]
    [InlineData("POST", "https://data-api.binance.vision/api/v3/userDataStream")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/account")]
    [InlineData("GET", "https://api.binance.com/api/v3/depth?symbol=BTCUSDT")]
    [InlineData("GET", "https://api1.binance.com/api/v3/time")]
    [InlineData("GET", "https://testnet.binance.vision/api/v3/time")]
    [InlineData("POST", "https://api.kucoin.com/api/v1/orders")]
    [InlineData("POST", "https://api.kucoin.com/api/v1/hf/orders")]
    [InlineData("POST", "https://api.kucoin.com/api/v3/withdrawals")]
    [InlineData("POST", "https://api.kucoin.com/api/v1/bullet-private")]
    [InlineData("GET", "https://api.kucoin.com/api/v1/bullet-public")]
    [InlineData("POST", "https://api.kucoin.com/api/v1/timestamp")]
    [InlineData("GET", "https://api.kucoin.com/api/v1/accounts")]
    [InlineData("GET", "https://api-futures.kucoin.com/api/v1/timestamp")]
    // scheme and port
    [InlineData("GET", "http://data-api.binance.vision/api/v3/time")]
    [InlineData("GET", "https://data-api.binance.vision:8443/api/v3/time")]
    [InlineData("GET", "ftp://data-api.binance.vision/api/v3/time")]
    [InlineData("GET", "ws://data-stream.binance.vision/stream")]
    [InlineData("GET", "wss://data-api.binance.vision/api/v3/time")]
    [InlineData("GET", "https://data-stream.binance.vision/stream")]
    [InlineData("GET", "wss://ws-api.binance.com:443/ws-api/v3")]
    [InlineData("GET", "wss://data-stream.binance.vision/ws/listenkey")]
    [InlineData("GET", "wss://evil.example/?token=a")]
    // spellings of an address
    [InlineData("GET", "https://DATA-API.binance.vision/api/v3/time")]
    [InlineData("GET", "https://data-api.binance.vision./api/v3/time")]
    [InlineData("GET", "https://user@data-api.binance.vision/api/v3/time")]
    [InlineData("GET", "https://data-api.binance.vision@evil.example/api/v3/time")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/time#x")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/Time")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/time/")]
    [InlineData("GET", "https://data-api.binance.vision//api/v3/time")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/../v3/time")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/%74ime")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/tim%65")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth%2f..%2forder")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth;x=1")]
    [InlineData("GET", "https://93.184.216.34/api/v3/time")]
    [InlineData("GET", "https://127.0.0.1/api/v3/time")]
    [InlineData("GET", "https://[::1]/api/v3/time")]
    [InlineData("GET", "https://data-api.bìnance.vision/api/v3/time")]
    [InlineData("GET", "https://api.kucoin.com/api/v2/symbols/../orders")]
    [InlineData("GET", "https://api.kucoin.com/api/v2/symbols/btc-usdt")]
    [InlineData("GET", "https://api.kucoin.com/api/v2/symbols/BTC-USDT/x")]
    // query
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?symbol=BTCUSDT&signature=abc")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?symbol=BTCUSDT&apiKey=abc")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?symbol=BTCUSDT&symbol=ETHUSDT")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?symbol=BTC%0d%0aX: 1")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?symbol=")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/time?recvWindow=1")]
    [InlineData("GET", "https://data-api.binance.vision/api/v3/depth?")]
    public void Everything_else_is_refused_counted_and_reported_once(string method, string address)
    {
        Assert.NotNull(Check(method, address));
        EgressDenial denial = Assert.Single(_denials);
        Assert.Equal(EgressLayer.Request, denial.Layer);
        Assert.Equal(1, _live.Denials);
        Assert.DoesNotContain("signature", denial.Target, StringComparison.Ordinal);
    }

    [Fact]
    public void A_probe_gets_the_same_answer_and_counts_and_reports_nothing()
    {
        using HttpRequestMessage order = new(HttpMethod.Post, "https://api.kucoin.com/api/v1/orders");
        using HttpRequestMessage clock = new(HttpMethod.Get, "https://api.kucoin.com/api/v1/timestamp");
        Assert.NotNull(_live.Probe(order));
        Assert.Null(_live.Probe(clock));
        Assert.Equal(0, _live.Denials);
        Assert.Empty(_denials);
        Assert.Equal(_live.Probe(order), _live.Check(order));
    }

    [Theory]
    [InlineData("X-MBX-APIKEY")]
    [InlineData("KC-API-KEY")]
    [InlineData("Authorization")]
    [InlineData("Cookie")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("Host")]
    [InlineData("X-Forwarded-Host")]
    public void Headers_beyond_the_plain_ones_are_refused(string header)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "https://data-api.binance.vision/api/v3/time");
        request.Headers.TryAddWithoutValidation(header, "x");
        Assert.NotNull(_live.Check(request));
    }

    [Fact]
    public void A_body_is_refused_even_an_empty_one()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "https://api.kucoin.com/api/v1/bullet-public") { Content = new ByteArrayContent([]) };
        Assert.NotNull(_live.Check(request));
    }

    [Theory]
    [InlineData("10.0.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("93.184.216.34", true)]
    public void A_name_that_resolves_to_a_private_address_is_not_called(string address, bool allowed) =>
        Assert.Equal(allowed, _live.CheckResolved("data-api.binance.vision", IPAddress.Parse(address)));

    [Theory]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@trade"],"id":1}""")]
    [InlineData("""{"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":2}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","id":3}""")]
    [InlineData("""{"id":"1","type":"subscribe","topic":"/market/level2:BTC-USDT,ETH-USDT","privateChannel":false,"response":true}""")]
    [InlineData("""{"id":"2","type":"unsubscribe","topic":"/market/match:BTC-USDT","privateChannel":false,"response":true}""")]
    [InlineData("""{"id":"3","type":"ping"}""")]
    public void Subscriptions_and_pings_may_be_written(string frame) => Assert.Null(_live.CheckFrame(Encoding.UTF8.GetBytes(frame)));

    [Theory]
    [InlineData("""{"id":"1","method":"order.place","params":{"symbol":"BTCUSDT","side":"SELL"}}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1,"apiKey":"x"}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65a1"],"id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":{"symbol":"BTCUSDT"},"id":1}""")]
    [InlineData("""{"method":"session.logon","id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","method":"order.place","params":[],"id":1}""")]
    [InlineData("""{"method":"subscribe","params":["btcusdt@trade"],"id":1}""")]
    [InlineData("""{"id":"1","type":"subscribe","topic":"/market/level2:BTC-USDT","privateChannel":true,"response":true}""")]
    [InlineData("""{"id":"1","type":"subscribe","topic":"/spotMarket/tradeOrders","privateChannel":false,"response":true}""")]
    [InlineData("""{"id":"1","type":"openTunnel","newTunnelId":"x","response":true}""")]
    [InlineData("""{"id":"1","op":"spot.order","args":{"side":"buy"}}""")]
    [InlineData("""{"id":"3","type":"ping"}{"method":"order.place"}""")]
    [InlineData("""[{"id":"3","type":"ping"}]""")]
    [InlineData("ping")]
    [InlineData("")]
    public void Any_other_frame_is_refused_counted_and_reported(string frame)
    {
        Assert.NotNull(_live.CheckFrame(Encoding.UTF8.GetBytes(frame)));
        Assert.Equal(EgressLayer.Frame, Assert.Single(_denials).Layer);
    }

    [Fact]
    public async Task Nothing_that_is_refused_reaches_a_server_and_what_is_allowed_does()
    {
        await using DecoyExchange decoy = new();
        EgressGuard guard = new(EgressAllowList.Simulated(decoy.Address), _metrics);
        using ExchangeHttp http = new(guard);
        string address = decoy.Address.ToString();
        foreach (string path in (string[])["api/v3/order", "api/v1/orders", "api/v3/depth?signature=x", "api/v3/depth%2f", "", "api/v3//depth"])
            foreach (HttpMethod method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete, HttpMethod.Put])
                await Assert.ThrowsAsync<EgressDeniedException>(() => http.SendAsync(method, new Uri(address + path), Cancellation));
        await Assert.ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(guard, new Uri(address.Replace("http", "ws", StringComparison.Ordinal) + "ws-api/v3"), isNamedByVenue: false, Cancellation));
        await Assert.ThrowsAsync<EgressDeniedException>(() => ExchangeSocket.OpenAsync(guard, new Uri("wss://evil.example/?token=x"), isNamedByVenue: false, Cancellation));
        Assert.Equal((0, 0), (decoy.Connections, decoy.Bytes));
        Assert.Equal(26, guard.Denials);
        ExchangeAnswer answer = await http.SendAsync(HttpMethod.Get, new Uri(address + "api/v3/time"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(1, decoy.Connections);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using DecoyExchange elsewhere = new();
        await using DecoyExchange decoy = new() { Answer = $"HTTP/1.1 302 Found\r\nLocation: {elsewhere.Address}api/v3/order\r\nContent-Length: 0\r\n\r\n" };
        EgressGuard guard = new(EgressAllowList.Simulated(decoy.Address), _metrics);
        using ExchangeHttp http = new(guard);
        ExchangeAnswer answer = await http.SendAsync(HttpMethod.Get, new Uri(decoy.Address + "api/v3/time"), Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using DecoyExchange decoy = new() { Answer = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{" };
        EgressGuard guard = new(EgressAllowList.Simulated(decoy.Address), _metrics);
        using ExchangeHttp http = new(guard);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.SendAsync(HttpMethod.Get, new Uri(decoy.Address + "api/v3/time"), Cancellation));
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void A_socket_is_opened_to_a_sockets_address_only()
    {
        Assert.Null(_live.CheckSocket(new Uri("wss://data-stream.binance.vision/stream")));
        Assert.NotNull(_live.CheckSocket(new Uri("https://data-api.binance.vision/api/v3/time")));
        Assert.Single(_denials);
    }

    private string? Check(string method, string address)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        return _live.Check(request);
    }
}
