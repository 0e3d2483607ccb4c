using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests.Binance;

[Collection(SimulatorTests.Name)]
public sealed class BinanceRestTests(SimulatorFixture simulator)
{
    private const string Amount = @"-?\\d+\\.\\d{8}";

    [Theory]
    [InlineData("ping", "{}")]
    [InlineData("time", """{"serverTime":0}""")]
    [InlineData("depth?symbol=BTCUSDT&limit=20", $$"""{"lastUpdateId":0,"bids":[["{{Amount}}","{{Amount}}"]],"asks":[["{{Amount}}","{{Amount}}"]]}""")]
    [InlineData("trades?symbol=ETHUSDT&limit=50", $$"""[{"id":0,"price":"{{Amount}}","qty":"{{Amount}}","quoteQty":"{{Amount}}","time":0,"isBuyerMaker":true,"isBestMatch":true}]""")]
    [InlineData("historicalTrades?symbol=ETHUSDT&fromId=3&limit=5", $$"""[{"id":0,"price":"{{Amount}}","qty":"{{Amount}}","quoteQty":"{{Amount}}","time":0,"isBuyerMaker":true,"isBestMatch":true}]""")]
    [InlineData("aggTrades?symbol=SOLUSDT", $$"""[{"a":0,"p":"{{Amount}}","q":"{{Amount}}","f":0,"l":0,"T":0,"m":true,"M":true}]""")]
    [InlineData("klines?symbol=BTCUSDT&interval=1m", $$"""[[0,"{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}",0,"{{Amount}}",0,"{{Amount}}","{{Amount}}","0"]]""")]
    [InlineData("uiKlines?symbol=BTCUSDT&interval=1M", $$"""[[0,"{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}",0,"{{Amount}}",0,"{{Amount}}","{{Amount}}","0"]]""")]
    [InlineData("ticker/price?symbol=BTCUSDT", $$"""{"symbol":"BTCUSDT","price":"{{Amount}}"}""")]
    [InlineData("ticker/price", $$"""[{"symbol":"[A-Z]+","price":"{{Amount}}"}]""")]
    [InlineData("ticker/bookTicker?symbol=BTCUSDT", $$"""{"symbol":"BTCUSDT","bidPrice":"{{Amount}}","bidQty":"{{Amount}}","askPrice":"{{Amount}}","askQty":"{{Amount}}"}""")]
    [InlineData("ticker/24hr?symbols=[\"BTCUSDT\",\"ETHUSDT\"]", $$"""[{"symbol":"[A-Z]+","priceChange":"{{Amount}}","priceChangePercent":"-?\\d+\\.\\d{3}","weightedAvgPrice":"{{Amount}}","prevClosePrice":"{{Amount}}","lastQty":"{{Amount}}","bidPrice":"{{Amount}}","bidQty":"{{Amount}}","askPrice":"{{Amount}}","askQty":"{{Amount}}","openPrice":"{{Amount}}","highPrice":"{{Amount}}","lowPrice":"{{Amount}}","lastPrice":"{{Amount}}","volume":"{{Amount}}","quoteVolume":"{{Amount}}","openTime":0,"closeTime":0,"firstId":0,"lastId":0,"count":0}]""")]
    [InlineData("ticker/24hr?symbol=BTCUSDT&type=MINI", $$"""{"symbol":"BTCUSDT","openPrice":"{{Amount}}","highPrice":"{{Amount}}","lowPrice":"{{Amount}}","lastPrice":"{{Amount}}","volume":"{{Amount}}","quoteVolume":"{{Amount}}","openTime":0,"closeTime":0,"firstId":0,"lastId":0,"count":0}""")]
    public async Task Answers_have_the_documented_form(string path, string template) =>
        Shape.AssertIs(template, await simulator.GetAsync($"api/v3/{path}", SimulatorFixture.Deadline()));

    [Theory]
    [InlineData("depth", 400, """{"code":-1102,"msg":"Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."}""")]
    [InlineData("depth?symbol=", 400, """{"code":-1102,"msg":"Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."}""")]
    [InlineData("depth?symbol=NOSUCH", 400, """{"code":-1121,"msg":"Invalid symbol."}""")]
    [InlineData("depth?symbol=btcusdt", 400, """{"code":-1100,"msg":"Illegal characters found in parameter \u0027symbol\u0027; legal range is \u0027^[A-Z0-9-_.]{1,20}$\u0027."}""")]
    [InlineData("depth?symbol=BTCUSDT&limit=x", 400, """{"code":-1100,"msg":"Illegal characters found in parameter 'limit'; legal range is '^[0-9]{1,20}$'."}""")]
    [InlineData("depth?symbol=BTCUSDT&limit=", 400, """{"code":-1105,"msg":"Parameter 'limit' was empty."}""")]
    [InlineData("depth?symbol=BTCUSDT&limit=0", 400, """{"code":-1130,"msg":"Data sent for parameter 'limit' is not valid."}""")]
    [InlineData("depth?symbol=BTCUSDT&depth=5", 400, """{"code":-1101,"msg":"Too many parameters; expected '1' and received '2'."}""")]
    [InlineData("klines?symbol=BTCUSDT", 400, """{"code":-1102,"msg":"Mandatory parameter 'interval' was not sent, was empty/null, or malformed."}""")]
    [InlineData("klines?symbol=BTCUSDT&interval=1D", 400, """{"code":-1120,"msg":"Invalid interval."}""")]
    [InlineData("ticker/price?symbols=BTCUSDT", 400, null)]
    [InlineData("ticker/price?symbols=[\"BTCUSDT\",\"NOSUCH\"]", 400, """{"code":-1121,"msg":"Invalid symbol."}""")]
    [InlineData("account", 404, "")]
    public async Task A_bad_request_gets_the_documented_error(string path, int status, string? body)
    {
        (int Status, string Body) answer = await simulator.TryGetAsync($"api/v3/{path}", SimulatorFixture.Deadline());

        Assert.Equal(status, answer.Status);
        if (body is { Length: > 0 })
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(body), JsonElement.Parse(answer.Body)), answer.Body);
        else if (body is null)
            Assert.Equal(-1100, JsonElement.Parse(answer.Body).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Nothing_but_market_data_can_be_reached()
    {
        using HttpResponseMessage order = await simulator.Http.PostAsync(new Uri("api/v3/order?symbol=BTCUSDT", UriKind.Relative), null, SimulatorFixture.Deadline());
        Assert.Equal(404, (int)order.StatusCode);
    }

    [Fact]
    public async Task Exchange_info_gives_each_symbols_rules_and_prices_keep_them()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement info = await simulator.GetAsync("api/v3/exchangeInfo?symbols=[\"BTCUSDT\",\"SOLUSDT\"]", deadline);
        Assert.Equal(["REQUEST_WEIGHT", "ORDERS", "ORDERS", "RAW_REQUESTS"], info.GetProperty("rateLimits").EnumerateArray().Select(limit => limit.GetProperty("rateLimitType").GetString()));
        foreach (JsonElement symbol in info.GetProperty("symbols").EnumerateArray())
        {
            Assert.Equal("TRADING", symbol.GetProperty("status").GetString());
            decimal tick = Filter(symbol, "PRICE_FILTER", "tickSize");
            decimal lot = Filter(symbol, "LOT_SIZE", "stepSize");
            Assert.Equal(5m, Filter(symbol, "NOTIONAL", "minNotional"));
            JsonElement trades = await simulator.GetAsync($"api/v3/trades?symbol={symbol.GetProperty("symbol").GetString()}&limit=1000", deadline);
            Assert.All(trades.EnumerateArray(), trade =>
            {
                Assert.Equal(0, DictionaryBook.Number(trade.GetProperty("price")) % tick);
                Assert.Equal(0, DictionaryBook.Number(trade.GetProperty("qty")) % lot);
            });
        }
        Assert.Equal(2, info.GetProperty("symbols").GetArrayLength());
    }

    [Theory]
    [InlineData("ping", 1)]
    [InlineData("depth?symbol=BTCUSDT&limit=100", 5)]
    [InlineData("depth?symbol=BTCUSDT&limit=101", 25)]
    [InlineData("depth?symbol=BTCUSDT&limit=1000", 50)]
    [InlineData("depth?symbol=BTCUSDT&limit=9999", 250)]
    [InlineData("exchangeInfo", 20)]
    [InlineData("ticker/24hr", 80)]
    [InlineData("ticker/price", 4)]
    public async Task Each_request_costs_its_documented_weight(string path, int weight)
    {
        await using SimulatorHost host = await SimulatorHost.StartAsync(new() { WarmUp = TimeSpan.FromSeconds(1), Speed = 0 }, SimulatorFixture.Deadline());
        using var http = new HttpClient { BaseAddress = host.Address };
        int before = await UsedAfter(http, "ping");
        int after = await UsedAfter(http, path);
        // A window that ended in between starts anew.
        Assert.True(after == before + weight || after == weight, $"{before} became {after}");
    }

    [Fact]
    public async Task Above_the_limit_requests_are_refused_until_the_minute_ends()
    {
        await using SimulatorHost host = await SimulatorHost.StartAsync(new() { WarmUp = TimeSpan.FromSeconds(1), Speed = 0 }, SimulatorFixture.Deadline());
        using var http = new HttpClient { BaseAddress = host.Address };
        HttpResponseMessage? refused = null;
        // 24 books of weight 250 are the whole minute's; twice as many also when the minute changes meanwhile.
        for (int request = 0; refused is null && request < 60; request++)
        {
            HttpResponseMessage response = await http.GetAsync(new Uri("api/v3/depth?symbol=BTCUSDT&limit=5000", UriKind.Relative), SimulatorFixture.Deadline());
            if ((int)response.StatusCode == 429)
                refused = response;
            else
                response.Dispose();
        }
        Assert.NotNull(refused);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        JsonElement error = JsonElement.Parse(await refused.Content.ReadAsStringAsync(SimulatorFixture.Deadline()));
        Assert.Equal(-1003, error.GetProperty("code").GetInt32());
        refused.Dispose();
    }

    [Fact]
    public async Task Klines_are_contiguous_and_add_up_to_the_tape()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement minutes = await simulator.GetAsync("api/v3/klines?symbol=BTCUSDT&interval=1m&limit=3", deadline);
        long open = minutes[1][0].GetInt64();
        JsonElement seconds = await simulator.GetAsync($"api/v3/klines?symbol=BTCUSDT&interval=1s&startTime={open}&endTime={open + 59_999}", deadline);

        Assert.Equal(Enumerable.Range(0, 60).Select(second => open + second * 1_000), seconds.EnumerateArray().Select(row => row[0].GetInt64()));
        Assert.Equal(open + 59_999, minutes[1][6].GetInt64());
        Assert.Equal(DictionaryBook.Number(minutes[1][5]), seconds.EnumerateArray().Sum(row => DictionaryBook.Number(row[5])));
        Assert.Equal(minutes[1][8].GetInt32(), seconds.EnumerateArray().Sum(row => row[8].GetInt32()));
        Assert.Equal(DictionaryBook.Number(minutes[1][2]), seconds.EnumerateArray().Max(row => DictionaryBook.Number(row[2])));
        Assert.Equal(DictionaryBook.Number(minutes[1][4]), DictionaryBook.Number(seconds[59][4]));
    }

    [Fact]
    public async Task Aggregated_trades_cover_the_trades_without_a_hole()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement aggregates = await simulator.GetAsync("api/v3/aggTrades?symbol=BTCUSDT&fromId=1&limit=300", deadline);
        JsonElement trades = await simulator.GetAsync("api/v3/historicalTrades?symbol=BTCUSDT&fromId=1&limit=1000", deadline);
        long next = 1;
        foreach (JsonElement aggregate in aggregates.EnumerateArray())
        {
            Assert.Equal(next, aggregate.GetProperty("f").GetInt64());
            next = aggregate.GetProperty("l").GetInt64() + 1;
            var parts = trades.EnumerateArray().Where(trade => trade.GetProperty("id").GetInt64() >= aggregate.GetProperty("f").GetInt64() && trade.GetProperty("id").GetInt64() < next).ToList();
            if (next > 1_000)
                break;
            Assert.Equal(DictionaryBook.Number(aggregate.GetProperty("q")), parts.Sum(trade => DictionaryBook.Number(trade.GetProperty("qty"))));
            Assert.All(parts, trade => Assert.Equal(aggregate.GetProperty("p").GetString(), trade.GetProperty("price").GetString()));
        }
        long startMs = aggregates[100].GetProperty("T").GetInt64();
        JsonElement since = await simulator.GetAsync($"api/v3/aggTrades?symbol=BTCUSDT&startTime={startMs}&limit=10", deadline);
        Assert.Equal(10, since.GetArrayLength());
        Assert.Equal(startMs, since[0].GetProperty("T").GetInt64());
    }

    private static async Task<int> UsedAfter(HttpClient http, string path)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri($"api/v3/{path}", UriKind.Relative), SimulatorFixture.Deadline());
        response.EnsureSuccessStatusCode();
        return int.Parse(response.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static decimal Filter(JsonElement symbol, string type, string field) =>
        DictionaryBook.Number(symbol.GetProperty("filters").EnumerateArray().Single(filter => filter.GetProperty("filterType").GetString() == type).GetProperty(field));
}
