using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Kucoin;

[Collection(SimulatorTests.Name)]
public sealed class KucoinStreamTests(SimulatorFixture simulator)
{
    private const string Amount = @"-?\\d+(\\.\\d*[1-9])?";

    [Theory]
    [InlineData("/market/match:BTC-USDT", "trade.l3match", $$"""{"sequence":"\\d+","type":"match","symbol":"BTC-USDT","side":"buy|sell","price":"{{Amount}}","size":"{{Amount}}","tradeId":"\\d+","takerOrderId":"[0-9a-f]{24}","makerOrderId":"[0-9a-f]{24}","time":"\\d{19}"}""")]
    [InlineData("/market/ticker:BTC-USDT", "trade.ticker", $$"""{"bestAsk":"{{Amount}}","bestAskSize":"{{Amount}}","bestBid":"{{Amount}}","bestBidSize":"{{Amount}}","price":"{{Amount}}","sequence":"\\d+","size":"{{Amount}}","time":0}""")]
    [InlineData("/spotMarket/level1:BTC-USDT", "level1", $$"""{"asks":["{{Amount}}","{{Amount}}"],"bids":["{{Amount}}","{{Amount}}"],"timestamp":0}""")]
    [InlineData("/spotMarket/level2Depth5:BTC-USDT", "level2", $$"""{"asks":[["{{Amount}}","{{Amount}}"]],"bids":[["{{Amount}}","{{Amount}}"]],"timestamp":0}""")]
    [InlineData("/spotMarket/level2Depth50:ETH-USDT", "level2", $$"""{"asks":[["{{Amount}}","{{Amount}}"]],"bids":[["{{Amount}}","{{Amount}}"]],"timestamp":0}""")]
    [InlineData("/market/candles:BTC-USDT_1min", "trade.candles.update", $$"""{"symbol":"BTC-USDT","candles":["\\d{10}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}","{{Amount}}"],"time":0}""")]
    [InlineData("/market/snapshot:BTC-USDT", "trade.snapshot", null)]
    [InlineData("/market/ticker:all", "(BTC|ETH|SOL)-USDT", null)]
    public async Task Pushes_have_the_documented_form(string topic, string subject, string? template)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await ConnectAsync(deadline);
        await socket.SendAsync($$"""{"id":"7","type":"subscribe","topic":"{{topic}}","privateChannel":false,"response":true}""", deadline);
        Assert.Equal("""{"id":"7","type":"ack"}""", await socket.ReadTextAsync(deadline));

        JsonElement push = await socket.ReadAsync(deadline);

        Assert.Equal(["type", "topic", "subject", "data"], push.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("message", topic), (push.GetProperty("type").GetString(), push.GetProperty("topic").GetString()));
        Assert.Matches($"^{subject}$", push.GetProperty("subject").GetString());
        if (template is not null)
            Shape.AssertIs(template, push.GetProperty("data"));
    }

    [Fact]
    public async Task A_list_of_symbols_is_acknowledged_once_and_each_push_names_one()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await ConnectAsync(deadline);
        await socket.SendAsync("""{"id":12,"type":"subscribe","topic":"/market/match:BTC-USDT,ETH-USDT","response":true}""", deadline);
        Assert.Equal("""{"id":"12","type":"ack"}""", await socket.ReadTextAsync(deadline));
        await socket.ReadUntilAsync(push => push.GetProperty("topic").GetString() == "/market/match:ETH-USDT", deadline);
        await socket.ReadUntilAsync(push => push.GetProperty("topic").GetString() == "/market/match:BTC-USDT", deadline);
        await socket.SendAsync("""{"id":13,"type":"unsubscribe","topic":"/market/match:BTC-USDT","response":true}""", deadline);
        await socket.ReadUntilAsync(push => push.GetProperty("type").GetString() == "ack", deadline);
        for (int message = 0; message < 5; message++)
            Assert.Equal("/market/match:ETH-USDT", (await socket.ReadAsync(deadline)).GetProperty("topic").GetString());
    }

    [Theory]
    [InlineData("""{"id":"1","type":"subscribe","topic":"/market/nothing:BTC-USDT","response":true}""", """{"id":"1","type":"error","code":404,"data":"topic /market/nothing:BTC-USDT is not found"}""")]
    [InlineData("""{"id":"2","type":"subscribe","topic":"/market/match:NO-SUCH","response":true}""", """{"id":"2","type":"error","code":404,"data":"topic /market/match:NO-SUCH is not found"}""")]
    [InlineData("""{"id":"3","type":"shout"}""", """{"id":"3","type":"error","code":400,"data":"type shout is not supported"}""")]
    [InlineData("what", """{"id":"","type":"error","code":400,"data":"message is not valid JSON"}""")]
    public async Task A_bad_message_gets_an_error_frame(string request, string expected)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await ConnectAsync(deadline);
        await socket.SendAsync(request, deadline);
        Assert.Equal(expected, await socket.ReadTextAsync(deadline));
    }

    [Fact]
    public async Task The_welcome_echoes_the_connect_id_and_a_ping_gets_its_pong()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectKucoinAsync(simulator.Host, "my-id", deadline);
        Assert.Equal("""{"id":"my-id","type":"welcome"}""", await socket.ReadTextAsync(deadline));
        await socket.SendAsync("""{"id":"1545910590801","type":"ping"}""", deadline);
        JsonElement pong = await socket.ReadAsync(deadline);
        Assert.Equal(("1545910590801", "pong"), (pong.GetProperty("id").GetString(), pong.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Without_a_valid_token_there_is_no_connection()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => TestSocket.ConnectAsync(new Uri(simulator.Host.SocketAddress, "kucoin-ws/?token=made-up"), SimulatorFixture.Deadline()));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_book_kept_by_the_venues_procedure_equals_the_true_book()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 8, WarmUp = TimeSpan.FromSeconds(20), Speed = 10 }, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        await using TestSocket socket = await TestSocket.ConnectKucoinAsync(host, null, deadline);
        await socket.ReadAsync(deadline);
        await socket.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/level2:BTC-USDT","response":false}""", deadline);
        JsonElement first = (await socket.ReadAsync(deadline)).GetProperty("data");
        JsonElement snapshot = JsonElement.Parse(await http.GetStringAsync(new Uri("api/v1/market/orderbook/level2_100?symbol=BTC-USDT", UriKind.Relative), deadline)).GetProperty("data");
        long sequence = long.Parse(snapshot.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture);
        Assert.True(first.GetProperty("sequenceStart").GetInt64() <= sequence + 1);
        var bids = snapshot.GetProperty("bids").EnumerateArray().ToDictionary(row => DictionaryBook.Number(row[0]), row => DictionaryBook.Number(row[1]));
        var asks = snapshot.GetProperty("asks").EnumerateArray().ToDictionary(row => DictionaryBook.Number(row[0]), row => DictionaryBook.Number(row[1]));

        async Task AdvanceAsync(Func<long, bool> done)
        {
            for (JsonElement update = default; !done(sequence);)
            {
                update = (await socket.ReadAsync(deadline)).GetProperty("data");
                if (update.GetProperty("sequenceEnd").GetInt64() <= sequence)
                    continue;
                Assert.True(update.GetProperty("sequenceStart").GetInt64() <= sequence + 1);
                Apply(update, "bids", bids, sequence);
                Apply(update, "asks", asks, sequence);
                sequence = update.GetProperty("sequenceEnd").GetInt64();
            }
        }

        long goal = sequence + 300;
        await AdvanceAsync(at => at >= goal);
        await host.PauseAsync(deadline);
        JsonElement truth = JsonElement.Parse(await http.GetStringAsync(new Uri("sim/book/kucoin/BTC-USDT", UriKind.Relative), deadline));
        long trueSequence = truth.GetProperty("lastUpdateId").GetInt64();
        await AdvanceAsync(at => at >= trueSequence);
        Assert.Equal(trueSequence, sequence);
        // Levels beyond the snapshot's hundred are known only where they have changed: compare the best twenty.
        Assert.Equal(Best(truth, "bids"), bids.OrderByDescending(level => level.Key).Take(20));
        Assert.Equal(Best(truth, "asks"), asks.OrderBy(level => level.Key).Take(20));
    }

    private static void Apply(JsonElement update, string side, Dictionary<decimal, decimal> levels, long sequence)
    {
        foreach (JsonElement row in update.GetProperty("changes").GetProperty(side).EnumerateArray())
        {
            if (long.Parse(row[2].GetString()!, CultureInfo.InvariantCulture) <= sequence)
                continue;
            if (DictionaryBook.Number(row[1]) == 0)
                levels.Remove(DictionaryBook.Number(row[0]));
            else
                levels[DictionaryBook.Number(row[0])] = DictionaryBook.Number(row[1]);
        }
    }

    private static IEnumerable<KeyValuePair<decimal, decimal>> Best(JsonElement truth, string side) =>
        truth.GetProperty(side).EnumerateArray().Take(20).Select(row => KeyValuePair.Create(DictionaryBook.Number(row[0]), DictionaryBook.Number(row[1])));

    private async Task<TestSocket> ConnectAsync(CancellationToken cancellation)
    {
        TestSocket socket = await TestSocket.ConnectKucoinAsync(simulator.Host, null, cancellation);
        Assert.Equal("welcome", (await socket.ReadAsync(cancellation)).GetProperty("type").GetString());
        return socket;
    }
}
