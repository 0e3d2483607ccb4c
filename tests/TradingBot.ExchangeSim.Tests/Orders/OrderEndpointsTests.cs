using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Orders;

/// <summary>/sim/orders over HTTP, with time standing still between requests.</summary>
public sealed class OrderEndpointsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private SimulatorHost _host = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 5, StartTime = Start, WarmUp = TimeSpan.FromMinutes(1), Speed = 0, StartPaused = true, EnforceRateLimits = false });
        _http = new HttpClient { BaseAddress = _host.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_order_is_placed_seen_amended_and_cancelled()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement depth = await GetAsync("api/v3/depth?symbol=BTCUSDT&limit=5", deadline);
        string price = DictionaryBook.Number(depth.GetProperty("bids")[0][0]).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

        JsonElement placed = await SendAsync(HttpMethod.Post, "sim/orders",
            new { venue = "binance", symbol = "BTCUSDT", side = "buy", type = "limit", price, quantity = "1.5", tag = "mine" }, HttpStatusCode.Created, deadline);
        Assert.Equal((true, "open", "GTC", "1.5", "mine"), (placed.GetProperty("accepted").GetBoolean(), Text(placed, "state"), Text(placed, "timeInForce"), Text(placed, "remaining"), Text(placed, "tag")));
        Assert.Equal(depth.GetProperty("lastUpdateId").GetInt64(), placed.GetProperty("updateIdAtArrival").GetInt64());
        string path = $"sim/orders/{placed.GetProperty("id").GetInt64()}";
        decimal ahead = DictionaryBook.Number(depth.GetProperty("bids")[0][1]);
        Assert.Equal(ahead, DictionaryBook.Number((await GetAsync(path, deadline)).GetProperty("queue").GetProperty("quantityAhead")));
        Assert.Equal(ahead + 1.5m, DictionaryBook.Number((await GetAsync("api/v3/depth?symbol=BTCUSDT&limit=5", deadline)).GetProperty("bids")[0][1]));

        Assert.Equal("0.5", Text(await SendAsync(HttpMethod.Patch, path, new { quantity = "0.5" }, HttpStatusCode.OK, deadline), "remaining"));
        Assert.Single((await GetAsync("sim/orders?venue=binance&symbol=BTCUSDT&open=true", deadline)).GetProperty("items").EnumerateArray());
        Assert.Empty((await GetAsync("sim/orders?venue=kucoin", deadline)).GetProperty("items").EnumerateArray());
        Assert.Equal("cancelled", Text(await SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.OK, deadline), "state"));
        await SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.Conflict, deadline);
        Assert.Equal(depth.GetProperty("bids").GetRawText(), (await GetAsync("api/v3/depth?symbol=BTCUSDT&limit=5", deadline)).GetProperty("bids").GetRawText());
    }

    [Fact]
    public async Task A_taker_s_fills_are_trades_of_the_public_tape_and_stream()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectKucoinAsync(_host, null, deadline);
        await socket.ReadAsync(deadline);
        await socket.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/match:BTC-USDT","response":true}""", deadline);
        await socket.ReadAsync(deadline);

        JsonElement placed = await SendAsync(HttpMethod.Post, "sim/orders",
            new { venue = "kucoin", symbol = "BTC-USDT", side = "sell", type = "market", quantity = "0.9", atMs = Start.ToUnixTimeMilliseconds() + 250 }, HttpStatusCode.Created, deadline);
        Assert.Equal("scheduled", Text(placed, "state"));
        await _host.RunToAsync(Start.AddSeconds(1), deadline);

        JsonElement order = await GetAsync($"sim/orders/{placed.GetProperty("id").GetInt64()}", deadline);
        Assert.Equal(("filled", "0.9"), (Text(order, "state"), Text(order, "filled")));
        JsonElement fills = (await GetAsync($"sim/orders/{placed.GetProperty("id").GetInt64()}/fills", deadline)).GetProperty("items");
        Assert.Equal(order.GetProperty("fills").GetRawText(), fills.GetRawText());
        foreach (JsonElement fill in fills.EnumerateArray())
        {
            Assert.Equal("taker", Text(fill, "liquidity"));
            Assert.Equal((Start.ToUnixTimeMilliseconds() + 250) * 1_000_000, fill.GetProperty("timeNs").GetInt64());
            JsonElement match = (await socket.ReadUntilAsync(message => Text(message.GetProperty("data"), "takerOrderId") == Text(order, "venueOrderId"), deadline)).GetProperty("data");
            Assert.Equal(
                (fill.GetProperty("tradeId").GetRawText(), Text(fill, "price"), Text(fill, "quantity"), "sell"),
                (Text(match, "tradeId"), Text(match, "price"), Text(match, "size"), Text(match, "side")));
        }
    }

    [Theory]
    [InlineData("""{"venue":"bitfinex"}""", "type must be 'limit' or 'market'")]
    [InlineData("""{"venue":"bitfinex","type":"limit"}""", "venue must be 'binance' or 'kucoin', but is 'bitfinex'")]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1"}""", "symbol 'BTC-USDT' is not listed at binance")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"hold","type":"market","quantity":"1"}""", "side must be 'buy' or 'sell'")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":"1","price":"-5"}""", "price must be a decimal string above 0")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"buy","type":"limit","quantity":1,"price":"5"}""", "amounts as decimal strings")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"buy","type":"limit","timeInForce":"GTX","quantity":"1","price":"5"}""", "timeInForce must be")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"buy","type":"market","timeInForce":"IOC","quantity":"1"}""", "timeInForce must be left out")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"buy","type":"market","quantity":"1","atMs":5}""", "atMs must be a simulated time that has not passed")]
    [InlineData("""{"venue":"binance","symbol":"BTCUSDT","side":"buy","type":"market","quantity":"1","hidden":true}""", "hidden")]
    public async Task What_is_no_order_is_refused_with_the_field(string body, string expected)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        using var content = new StringContent(body);
        using HttpResponseMessage response = await _http.PostAsync(new Uri("sim/orders", UriKind.Relative), content, deadline);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, JsonElement.Parse(await response.Content.ReadAsStringAsync(deadline)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_venue_rejects_has_an_id_and_the_venue_s_reason_and_unknown_orders_are_not_found()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement rejected = await SendAsync(HttpMethod.Post, "sim/orders",
            new { venue = "binance", symbol = "BTCUSDT", side = "buy", type = "limit", price = "90000.001", quantity = "1" }, HttpStatusCode.Created, deadline);

        Assert.Equal((false, "rejected"), (rejected.GetProperty("accepted").GetBoolean(), Text(rejected, "state")));
        Assert.Equal(("-1013", "Filter failure: PRICE_FILTER"), (Text(rejected.GetProperty("reason"), "code"), Text(rejected.GetProperty("reason"), "message")));
        await SendAsync(HttpMethod.Delete, "sim/orders/99", null, HttpStatusCode.NotFound, deadline);
        await SendAsync(HttpMethod.Get, "sim/orders/99/fills", null, HttpStatusCode.NotFound, deadline);
        await SendAsync(HttpMethod.Get, "sim/orders?venue=here", null, HttpStatusCode.BadRequest, deadline);
    }

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        JsonElement.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        string text = await response.Content.ReadAsStringAsync(cancellation);
        Assert.True(expected == response.StatusCode, $"{method} {path}: {response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }
}
