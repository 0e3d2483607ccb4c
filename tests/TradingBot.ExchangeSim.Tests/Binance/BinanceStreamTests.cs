using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests.Binance;

[Collection(SimulatorTests.Name)]
public sealed class BinanceStreamTests(SimulatorFixture simulator)
{
    private const string Amount = @"-?\\d+\\.\\d{8}";
    private const string Book = $$"""{"lastUpdateId":0,"bids":[["{{Amount}}","{{Amount}}"]],"asks":[["{{Amount}}","{{Amount}}"]]}""";

    [Theory]
    [InlineData("btcusdt@trade", $$"""{"e":"trade","E":0,"s":"BTCUSDT","t":0,"p":"{{Amount}}","q":"{{Amount}}","T":0,"m":true,"M":true}""")]
    [InlineData("btcusdt@aggTrade", $$"""{"e":"aggTrade","E":0,"s":"BTCUSDT","a":0,"p":"{{Amount}}","q":"{{Amount}}","f":0,"l":0,"T":0,"m":true,"M":true}""")]
    [InlineData("btcusdt@bookTicker", $$"""{"u":0,"s":"BTCUSDT","b":"{{Amount}}","B":"{{Amount}}","a":"{{Amount}}","A":"{{Amount}}"}""")]
    [InlineData("ethusdt@kline_1s", $$"""{"e":"kline","E":0,"s":"ETHUSDT","k":{"t":0,"T":0,"s":"ETHUSDT","i":"1s","f":0,"L":0,"o":"{{Amount}}","c":"{{Amount}}","h":"{{Amount}}","l":"{{Amount}}","v":"{{Amount}}","n":0,"x":true,"q":"{{Amount}}","V":"{{Amount}}","Q":"{{Amount}}","B":"0"} }""")]
    [InlineData("solusdt@depth5", Book)]
    [InlineData("solusdt@depth10@100ms", Book)]
    [InlineData("solusdt@depth20@100ms", Book)]
    [InlineData("btcusdt@miniTicker", $$"""{"e":"24hrMiniTicker","E":0,"s":"BTCUSDT","c":"{{Amount}}","o":"{{Amount}}","h":"{{Amount}}","l":"{{Amount}}","v":"{{Amount}}","q":"{{Amount}}"}""")]
    [InlineData("btcusdt@ticker", $$"""{"e":"24hrTicker","E":0,"s":"BTCUSDT","p":"{{Amount}}","P":"-?\\d+\\.\\d{3}","w":"{{Amount}}","x":"{{Amount}}","c":"{{Amount}}","Q":"{{Amount}}","b":"{{Amount}}","B":"{{Amount}}","a":"{{Amount}}","A":"{{Amount}}","o":"{{Amount}}","h":"{{Amount}}","l":"{{Amount}}","v":"{{Amount}}","q":"{{Amount}}","O":0,"C":0,"F":0,"L":0,"n":0}""")]
    public async Task Events_have_the_documented_form_raw_and_combined(string stream, string template)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket raw = await TestSocket.ConnectAsync(Address($"ws/{stream}"), deadline);
        await using TestSocket combined = await TestSocket.ConnectAsync(Address($"stream?streams={stream}"), deadline);

        Shape.AssertIs(template, await raw.ReadAsync(deadline));
        JsonElement wrapped = await combined.ReadAsync(deadline);
        Assert.Equal(stream, wrapped.GetProperty("stream").GetString());
        Shape.AssertIs(template, wrapped.GetProperty("data"));
    }

    [Theory]
    [InlineData("btcusdt@depth@100ms", 100)]
    [InlineData("btcusdt@depth", 1_000)]
    public async Task Depth_updates_are_strictly_contiguous_one_a_window(string stream, int windowMs)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectAsync(Address($"ws/{stream}"), deadline);
        JsonElement last = await socket.ReadAsync(deadline);
        for (int update = 0; update < 10; update++)
        {
            JsonElement next = await socket.ReadAsync(deadline);
            Assert.Equal(last.GetProperty("u").GetInt64() + 1, next.GetProperty("U").GetInt64());
            Assert.True(next.GetProperty("u").GetInt64() >= next.GetProperty("U").GetInt64());
            Assert.Equal(0, next.GetProperty("E").GetInt64() % windowMs);
            Assert.True(next.GetProperty("E").GetInt64() > last.GetProperty("E").GetInt64());
            last = next;
        }
    }

    [Fact]
    public async Task Trades_are_contiguous_and_are_the_true_tape()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectAsync(Address("ws/btcusdt@trade"), deadline);
        var trades = new List<JsonElement>();
        while (trades.Count < 30)
            trades.Add(await socket.ReadAsync(deadline));
        long first = trades[0].GetProperty("t").GetInt64();
        JsonElement tape = await simulator.GetAsync($"sim/trades/binance/BTCUSDT?fromId={first}&limit=30", deadline);

        Assert.Equal(Enumerable.Range(0, 30).Select(number => first + number), trades.Select(trade => trade.GetProperty("t").GetInt64()));
        Assert.Equal(
            tape.GetProperty("trades").EnumerateArray().Select(trade => (DictionaryBook.Number(trade.GetProperty("price")), DictionaryBook.Number(trade.GetProperty("quantity")), trade.GetProperty("takerSide").GetString()!)),
            trades.Select(trade => (DictionaryBook.Number(trade.GetProperty("p")), DictionaryBook.Number(trade.GetProperty("q")), trade.GetProperty("m").GetBoolean() ? "sell" : "buy")));
    }

    [Fact]
    public async Task A_candle_is_closed_once_and_the_next_one_follows()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectAsync(Address("ws/btcusdt@kline_1s"), deadline);
        long previous = 0;
        for (int count = 0; count < 5; count++)
        {
            JsonElement kline = (await socket.ReadAsync(deadline)).GetProperty("k");
            Assert.True(kline.GetProperty("x").GetBoolean());
            Assert.Equal(kline.GetProperty("t").GetInt64() + 999, kline.GetProperty("T").GetInt64());
            if (previous != 0)
                Assert.Equal(previous + 1_000, kline.GetProperty("t").GetInt64());
            previous = kline.GetProperty("t").GetInt64();
        }
    }

    [Theory]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}""", """{"result":null,"id":1}""")]
    [InlineData("""{"params":["no@such"],"method":"SUBSCRIBE","id":"abc"}""", """{"result":null,"id":"abc"}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["ethusdt@depth"],"id":3}""")]
    [InlineData("""{"method":"UNSUBSCRIBE","params":["ethusdt@depth"],"id":null}""", """{"result":null,"id":null}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":["combined"],"id":2}""", """{"result":false,"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",true],"id":5}""", """{"result":null,"id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["other",true],"id":5}""", """{"code":0,"msg":"Unknown property","id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",1],"id":5}""", """{"code":1,"msg":"Invalid value type: expected Boolean","id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":[7,true],"id":5}""", """{"code":2,"msg":"Invalid request: property name must be a string","id":5}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1.5}""", """{"code":2,"msg":"Invalid request: request ID must be an unsigned integer"}""")]
    [InlineData("""{"params":["btcusdt@trade"],"id":1}""", """{"code":2,"msg":"Invalid request: missing field `method` at line 1 column 35","id":1}""")]
    [InlineData("""{"method":"FOO","id":1}""", """{"code":2,"msg":"Invalid request: unknown variant `FOO`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`","id":1}""")]
    [InlineData("nonsense", """{"code":3,"msg":"Invalid JSON: expected value at line 1 column 2"}""")]
    public async Task Requests_get_their_documented_answer(string request, string expected)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectAsync(Address("ws/ethusdt@depth"), deadline);
        await socket.SendAsync(request, deadline);

        JsonElement answer = await socket.ReadUntilAsync(message => !message.TryGetProperty("e", out _) && !message.TryGetProperty("stream", out _), deadline);

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), answer), answer.GetRawText());
    }

    [Fact]
    public async Task Streams_start_and_end_with_their_subscription()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectAsync(Address("stream"), deadline);
        await socket.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@trade","ethusdt@trade"],"id":1}""", deadline);
        Assert.Equal(1, (await socket.ReadAsync(deadline)).GetProperty("id").GetInt32());
        await socket.ReadUntilAsync(message => message.GetProperty("stream").GetString() == "ethusdt@trade", deadline);
        await socket.ReadUntilAsync(message => message.GetProperty("stream").GetString() == "btcusdt@trade", deadline);
        await socket.SendAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":2}""", deadline);
        await socket.ReadUntilAsync(message => message.TryGetProperty("id", out _), deadline);
        for (int message = 0; message < 10; message++)
            Assert.Equal("ethusdt@trade", (await socket.ReadAsync(deadline)).GetProperty("stream").GetString());
    }

    private Uri Address(string path) => new(simulator.Host.SocketAddress, path);
}
