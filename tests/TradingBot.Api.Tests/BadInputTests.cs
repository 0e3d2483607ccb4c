using System.Net;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts.Errors;

namespace TradingBot.Api.Tests;

/// <summary>Bad input gets a clear error that names the field and says what would be right.</summary>
public sealed class BadInputTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    private const string Order = "/api/orders";

    [Theory]
    [InlineData("POST", Order, """{"venue":"coinbase","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1"}""", "venue", "binance, kucoin")]
    [InlineData("POST", Order, """{"symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1"}""", "venue", "missing")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"DOGE-USDT","side":"buy","type":"market","quantity":"1"}""", "symbol", "BTC-USDT, ETH-USDT")]
    [InlineData("POST", Order, """{"venue":"kucoin","symbol":"ETH-USDT","side":"buy","type":"market","quantity":"1"}""", "symbol", "there are BTC-USDT")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"hold","type":"market","quantity":"1"}""", "side", "buy, sell")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"stopped","quantity":"1"}""", "type", "market, limit, stop, stopLimit, takeProfit, takeProfitLimit, trailingStop")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"limit","quantity":"1","price":"1","timeInForce":"day"}""", "timeInForce", "gtc, gtd, ioc, fok, postOnly")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"stop","quantity":"1","triggerPrice":"1","triggerSource":"mark"}""", "triggerSource", "lastTrade, bestPrice")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1","selfTradePrevention":"none"}""", "selfTradePrevention", "expireMaker, expireTaker, expireBoth, decrement")]
    [InlineData("PATCH", "/api/orders/0192f0c1-0000-7000-8000-000000000001", "{}", "price", "quantity must be given")]
    [InlineData("POST", "/api/orders/1/amend", """{"price":"1"}""", "orderId", "a UUID")]
    [InlineData("POST", "/api/orders/oco", """{"venue":"binance","symbol":"BTC-USDT","side":"sell","price":"2","stopPrice":"1"}""", "quantity", "missing")]
    [InlineData("POST", "/api/orders/oco", """{"venue":"binance","symbol":"BTC-USDT","side":"sell","quantity":"1","stopPrice":"1"}""", "price", "the limit order's price")]
    [InlineData("POST", "/api/orders/oco", """{"venue":"binance","symbol":"BTC-USDT","side":"sell","quantity":"1","price":"2"}""", "stopPrice", "where the stop order is set off")]
    [InlineData("POST", "/api/orders/oco", """{"venue":"binance","symbol":"BTC-USDT","side":"hold","quantity":"1","price":"2","stopPrice":"1"}""", "side", "buy, sell")]
    [InlineData("POST", "/api/orders/cancel-all", """{"venue":"binance","symbol":"DOGE-USDT"}""", "symbol", "BTC-USDT, ETH-USDT")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market"}""", "quantity", "missing")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"much"}""", "quantity", "decimal number")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":1e400}""", "quantity", "decimal number")]
    [InlineData("POST", Order, """{"venue":7,"symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1"}""", "venue", "a string")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1","accountId":"me"}""", "accountId", "a UUID")]
    [InlineData("POST", Order, """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1","prise":"2"}""", "prise", "its fields are venue")]
    [InlineData("POST", "/api/config/rate-limit", """{"delay": -1}""", "delay", "0 to 60000")]
    [InlineData("POST", "/api/config/rate-limit", """{"delay": 60001}""", "delay", "0 to 60000")]
    [InlineData("POST", "/api/config/rate-limit", """{"delay": "soon"}""", "delay", "a whole number")]
    [InlineData("POST", "/api/config/rate-limit", "", "delay", "0 to 60000")]
    [InlineData("POST", "/api/config/simulation-mode", """{"enabled": "yes"}""", "enabled", "true or false")]
    [InlineData("POST", "/api/config/simulation-mode", "{}", "enabled", "missing")]
    [InlineData("PUT", "/api/config/symbols/mtgox", """{"symbols":["BTC-USDT"]}""", "venue", "binance, kucoin")]
    [InlineData("PUT", "/api/config/symbols/binance", "{}", "symbols", "not both")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"symbols":["BTC-USDT"],"rule":{"quote":"USDT","top":1}}""", "symbols", "not both")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"symbols":[]}""", "symbols", "1 to 600")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"symbols":["BTCUSDT"]}""", "symbols", "such as BTC-USDT")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"symbols":["BTC-USDT","btc-usdt"]}""", "symbols", "twice")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"rule":{"top":1}}""", "rule.quote", "such as USDT")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"rule":{"quote":"USDT","top":0}}""", "rule.top", "1 to 600")]
    [InlineData("PUT", "/api/config/symbols/binance", """{"rule":{"quote":"USDT","top":5,"exclude":["x"]}}""", "rule.exclude", "such as BTC-USDT")]
    [InlineData("POST", "/api/emergency/resume", """{"reason":"all is well"}""", "confirm", "RESUME")]
    [InlineData("POST", "/api/emergency/resume", """{"reason":"ok","confirm":"RESUME"}""", "reason", "5 to 500")]
    [InlineData("POST", "/api/emergency/resume", """{"reason":"all is well","confirm":"resume"}""", "confirm", "RESUME")]
    [InlineData("POST", "/api/accounts", """{"name":"","initialBalance":"100"}""", "name", "1 to 64")]
    [InlineData("POST", "/api/accounts", """{"name":"A","initialBalance":"-5"}""", "initialBalance", "positive")]
    [InlineData("POST", "/api/accounts", """{"name":"A","initialBalance":"5","reportingAsset":"US Dollars"}""", "reportingAsset", "USDT")]
    [InlineData("POST", "/api/accounts", """{"name":"A","initialBalance":"5","limits":{"maxOrderNotional":"1","maxPositionNotional":"1","maxDrawdown":"2","maxOpenOrders":1}}""", "limits.maxDrawdown", "fraction")]
    [InlineData("POST", "/api/security/api-keys", """{"name":"x","role":"god"}""", "role", "viewer, operator, admin")]
    [InlineData("POST", "/api/security/api-keys", """{"name":"x","role":"viewer","expiresInDays":0}""", "expiresInDays", "1 to 3650")]
    [InlineData("POST", "/api/reports/daily-performance?date=31.01.2026", "", "date", "2026-01-31")]
    [InlineData("POST", "/api/reports/daily-performance?date=2999-01-01", "", "date", "not be after today")]
    [InlineData("PUT", "/api/strategies/Not_Good", """{"kind":"ma-cross"}""", "strategyId", "a-z")]
    [InlineData("PUT", "/api/strategies/good", """{"kind":"magic"}""", "kind", "ma-cross")]
    [InlineData("PUT", "/api/strategies/good", """{"kind":"ma-cross","venue":"binance","symbol":"BTC-USDT","barSeconds":0}""", "barSeconds", "1 to 86400")]
    [InlineData("GET", "/api/orders?status=lost", null, "status", "partiallyFilled")]
    [InlineData("GET", "/api/orders?limit=0", null, "limit", "1 to 500")]
    [InlineData("GET", "/api/orders?limit=abc", null, "limit", "whole number")]
    [InlineData("GET", "/api/orders?cursor=made-up", null, "cursor", "nextCursor")]
    [InlineData("GET", "/api/orders?accountId=me", null, "accountId", "UUID")]
    [InlineData("GET", "/api/orders/seven", null, "orderId", "UUID")]
    [InlineData("GET", "/api/executions?venue=nyse", null, "venue", "binance, kucoin")]
    [InlineData("GET", "/api/portfolio/equity?from=yesterday", null, "from", "2026-01-31T12:00:00Z")]
    [InlineData("GET", "/api/market-data/nyse/status", null, "venue", "binance, kucoin")]
    [InlineData("GET", "/api/market-data/binance/XYZ/candles", null, "symbol", "BTC-USDT")]
    [InlineData("GET", "/api/market-data/binance/BTC-USDT/candles?interval=1y", null, "interval", "1m")]
    [InlineData("GET", "/api/market-data/binance/BTC-USDT/book?depth=1000", null, "depth", "1 to 50")]
    [InlineData("GET", "/api/audit?cursor=-1", null, "cursor", "nextCursor")]
    [InlineData("GET", "/api/stream", null, "topics", "tickers, book:")]
    [InlineData("GET", "/api/stream?topics=weather", null, "topics", "weather")]
    [InlineData("GET", "/api/stream?topics=book:binance:XYZ", null, "topics", "BTC-USDT")]
    public async Task A_wrong_field_is_named_together_with_what_would_be_right(string verb, string path, string? body, string field, string says)
    {
        using HttpResponseMessage response = await Api.SendAsync(new HttpMethod(verb), path, body);
        ProblemContract problem = await RunningApi.ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.True(problem.Errors?.ContainsKey(field), $"no error for {field}: {problem.Detail}");
        Assert.Contains(says, string.Join(' ', problem.Errors![field]), StringComparison.Ordinal);
        Assert.Contains(field, problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"venue":"binance",}""", "line 1, byte 20")]
    [InlineData("{\n  \"venue\": oops\n}", "line 2, byte 12")]
    [InlineData("""{"venue":"binance" """, "line 1")]
    [InlineData("delay=2000", "line 1, byte 1")]
    [InlineData("""{"venue":"binance","venue":"kucoin"}""", "not valid JSON")]
    [InlineData("""["binance"]""", "a list")]
    [InlineData("null", "it is null")]
    public async Task Malformed_JSON_is_told_with_its_place(string body, string says)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, Order, body);
        Assert.Contains(says, (await RunningApi.ProblemAsync(response, HttpStatusCode.BadRequest)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_and_huge_bodies_are_refused()
    {
        using HttpResponseMessage deep = await Api.SendAsync(HttpMethod.Post, Order, new string('[', 5_000));
        await RunningApi.ProblemAsync(deep, HttpStatusCode.BadRequest);
        using HttpResponseMessage huge = await Api.SendAsync(HttpMethod.Post, Order, $$"""{"venue":"{{new string('x', 70_000)}}"}""");
        await RunningApi.ProblemAsync(huge, HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/emergency/stop-all-trading", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/api/health/safety", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/orders/0197b5a0-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/orders/0197b5a0-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/executions/0197b5a0-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/executions/0197b5a0-0000-7000-8000-000000000000/evidence", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/accounts/0197b5a0-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/reports/0197b5a0-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/market-data/binance/BTC-USDT/book", HttpStatusCode.ServiceUnavailable)]
    public async Task What_is_not_there_or_not_so_is_told_as_a_problem(string verb, string path, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await Api.SendAsync(new HttpMethod(verb), path);
        await RunningApi.ProblemAsync(response, expected);
    }

    [Fact]
    public async Task Errors_tell_nothing_of_our_insides()
    {
        foreach (string body in new[] { "{", """{"quantity":{}}""", """{"venue":"\u0000"}""", """{"venue":"'; DROP TABLE orders; --"}""" })
        {
            using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, Order, body);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            foreach (string inside in new[] { "System.", "Npgsql", "Exception", "   at ", "TradingBot.Contracts" }) Assert.DoesNotContain(inside, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Answers_carry_headers_that_keep_browsers_from_misusing_them()
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, "/api/accounts");
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.False(response.Headers.Contains("Server"));
    }
}
