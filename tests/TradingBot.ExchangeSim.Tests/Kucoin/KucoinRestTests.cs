using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests.Kucoin;

[Collection(SimulatorTests.Name)]
public sealed class KucoinRestTests(SimulatorFixture simulator)
{
    private const string Amount = @"-?\\d+(\\.\\d*[1-9])?";

    [Theory]
    [InlineData("v1/timestamp", "0")]
    [InlineData("v1/status", """{"status":"open","msg":""}""")]
    [InlineData("v1/market/orderbook/level1?symbol=BTC-USDT", $$"""{"time":0,"sequence":"\\d+","price":"{{Amount}}","size":"{{Amount}}","bestBid":"{{Amount}}","bestBidSize":"{{Amount}}","bestAsk":"{{Amount}}","bestAskSize":"{{Amount}}"}""")]
    [InlineData("v1/market/orderbook/level2_20?symbol=BTC-USDT", $$"""{"time":0,"sequence":"\\d+","bids":[["{{Amount}}","{{Amount}}"]],"asks":[["{{Amount}}","{{Amount}}"]]}""")]
    [InlineData("v1/market/orderbook/level2_100?symbol=ETH-USDT", $$"""{"time":0,"sequence":"\\d+","bids":[["{{Amount}}","{{Amount}}"]],"asks":[["{{Amount}}","{{Amount}}"]]}""")]
    [InlineData("v1/market/histories?symbol=BTC-USDT", $$"""[{"sequence":"\\d+","price":"{{Amount}}","size":"{{Amount}}","side":"buy|sell","time":0}]""")]
    [InlineData("v1/market/candles?type=1min&symbol=BTC-USDT", $$"""[["\\d{10}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}"]]""")]
    [InlineData("v1/market/stats?symbol=SOL-USDT", $$"""{"time":0,"symbol":"SOL-USDT","buy":"{{Amount}}","sell":"{{Amount}}","changeRate":"{{Amount}}","changePrice":"{{Amount}}","high":"{{Amount}}","low":"{{Amount}}","vol":"{{Amount}}","volValue":"{{Amount}}","last":"{{Amount}}","averagePrice":"{{Amount}}","takerFeeRate":"0.001","makerFeeRate":"0.001","takerCoefficient":"1","makerCoefficient":"1"}""")]
    [InlineData("v1/market/allTickers", $$"""{"time":0,"ticker":[{"symbol":"[A-Z]+-USDT","symbolName":"[A-Z]+-USDT","buy":"{{Amount}}","bestBidSize":"{{Amount}}","sell":"{{Amount}}","bestAskSize":"{{Amount}}","changeRate":"{{Amount}}","changePrice":"{{Amount}}","high":"{{Amount}}","low":"{{Amount}}","vol":"{{Amount}}","volValue":"{{Amount}}","last":"{{Amount}}","averagePrice":"{{Amount}}","takerFeeRate":"0.001","makerFeeRate":"0.001","takerCoefficient":"1","makerCoefficient":"1"}]}""")]
    [InlineData("v1/market/orderbook/level1?symbol=NO-SUCH", "null")]
    [InlineData("v1/market/orderbook/level2_20?symbol=NO-SUCH", """{"time":0,"sequence":null,"bids":null,"asks":null}""")]
    public async Task Answers_have_the_documented_form(string path, string template)
    {
        JsonElement answer = await simulator.GetAsync($"api/{path}", SimulatorFixture.Deadline());
        Assert.Equal("200000", answer.GetProperty("code").GetString());
        Shape.AssertIs(template, answer.GetProperty("data"));
    }

    [Theory]
    [InlineData("v1/market/orderbook/level1", 400, "400100", "symbol cannot be empty")]
    [InlineData("v1/market/candles?type=1min&symbol=NO-SUCH", 200, "400100", "Unsupported trading pair.")]
    [InlineData("v1/market/candles?type=2min&symbol=BTC-USDT", 400, "400100", "type 2min is not supported")]
    [InlineData("v1/market/candles?type=1min&symbol=BTC-USDT&startAt=yesterday", 400, "400100", "startAt and endAt must be whole seconds since 1970")]
    [InlineData("v2/symbols/NO-SUCH", 200, "900001", "symbol not exists")]
    [InlineData("v3/market/orderbook/level2?symbol=BTC-USDT", 401, "400001", "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE")]
    public async Task A_bad_request_gets_its_code_in_the_envelope(string path, int status, string code, string message)
    {
        (int Status, string Body) answer = await simulator.TryGetAsync($"api/{path}", SimulatorFixture.Deadline());
        JsonElement error = JsonElement.Parse(answer.Body);
        Assert.Equal((status, code, message), (answer.Status, error.GetProperty("code").GetString(), error.GetProperty("msg").GetString()));
    }

    [Fact]
    public async Task Symbols_give_their_rules_and_the_book_keeps_them()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement symbols = (await simulator.GetAsync("api/v2/symbols?market=USDT", deadline)).GetProperty("data");
        Assert.Equal(["BTC-USDT", "ETH-USDT", "SOL-USDT"], symbols.EnumerateArray().Select(symbol => symbol.GetProperty("symbol").GetString()));
        foreach (JsonElement symbol in symbols.EnumerateArray())
        {
            string name = symbol.GetProperty("symbol").GetString()!;
            Assert.True(symbol.GetProperty("enableTrading").GetBoolean());
            Assert.True(JsonElement.DeepEquals(symbol, (await simulator.GetAsync($"api/v2/symbols/{name}", deadline)).GetProperty("data")));
            decimal tick = DictionaryBook.Number(symbol.GetProperty("priceIncrement"));
            decimal lot = DictionaryBook.Number(symbol.GetProperty("baseIncrement"));
            JsonElement book = (await simulator.GetAsync($"api/v1/market/orderbook/level2_100?symbol={name}", deadline)).GetProperty("data");
            foreach (JsonElement row in book.GetProperty("bids").EnumerateArray().Concat(book.GetProperty("asks").EnumerateArray()))
                Assert.Equal((0m, 0m), (DictionaryBook.Number(row[0]) % tick, DictionaryBook.Number(row[1]) % lot));
        }
    }

    [Fact]
    public async Task Candles_come_newest_first_and_within_their_bounds()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement all = (await simulator.GetAsync("api/v1/market/candles?type=1min&symbol=BTC-USDT", deadline)).GetProperty("data");
        long[] starts = [.. all.EnumerateArray().Select(row => long.Parse(row[0].GetString()!, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(starts.OrderDescending(), starts);
        Assert.InRange(starts.Length, 3, 100_000);
        JsonElement some = (await simulator.GetAsync($"api/v1/market/candles?type=1min&symbol=BTC-USDT&startAt={starts[2]}&endAt={starts[0]}", deadline)).GetProperty("data");
        Assert.Equal(2, some.GetArrayLength());
    }

    [Fact]
    public async Task Each_answer_counts_the_weight_down()
    {
        await using SimulatorHost host = await SimulatorHost.StartAsync(new() { WarmUp = TimeSpan.FromSeconds(1), Speed = 0 }, SimulatorFixture.Deadline());
        using var http = new HttpClient { BaseAddress = host.Address };
        using HttpResponseMessage first = await http.GetAsync(new Uri("api/v1/timestamp", UriKind.Relative), SimulatorFixture.Deadline());
        using HttpResponseMessage second = await http.GetAsync(new Uri("api/v1/market/stats?symbol=BTC-USDT", UriKind.Relative), SimulatorFixture.Deadline());
        Assert.Equal(("2000", "1997"), (Header(first, "gw-ratelimit-limit"), Header(first, "gw-ratelimit-remaining")));
        Assert.Equal("1982", Header(second, "gw-ratelimit-remaining"));
        Assert.InRange(int.Parse(Header(second, "gw-ratelimit-reset"), System.Globalization.CultureInfo.InvariantCulture), 1, 30_000);
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
