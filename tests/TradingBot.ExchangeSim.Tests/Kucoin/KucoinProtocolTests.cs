using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests.Kucoin;

[Collection(SimulatorTests.Name)]
public sealed class KucoinProtocolTests(SimulatorFixture simulator)
{
    [Fact]
    public async Task Currencies_and_markets_are_those_of_the_listed_symbols()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement currencies = (await simulator.GetAsync("api/v3/currencies", deadline)).GetProperty("data");

        Assert.Equal(["BTC", "ETH", "SOL", "USDT"], currencies.EnumerateArray().Select(currency => currency.GetProperty("currency").GetString()));
        Assert.Equal(currencies[2].GetRawText(), (await simulator.GetAsync("api/v3/currencies/SOL", deadline)).GetProperty("data").GetRawText());
        Assert.Equal("900003", (await simulator.GetAsync("api/v3/currencies/DOGE", deadline)).GetProperty("code").GetString());
        Assert.Equal("""["USDT"]""", (await simulator.GetAsync("api/v1/markets", deadline)).GetProperty("data").GetRawText());
    }

    [Theory]
    [InlineData("api/v1/nothing")]
    [InlineData("api/v2/symbols/BTC-USDT/more")]
    public async Task Unknown_addresses_are_not_found_in_the_venue_s_envelope(string path)
    {
        (int status, string body) = await simulator.TryGetAsync(path, SimulatorFixture.Deadline());
        Assert.Equal((404, """{"code":"404000","msg":"Not Found"}"""), (status, body));
    }

    [Fact]
    public async Task A_market_s_snapshots_come_for_all_its_symbols()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket socket = await TestSocket.ConnectKucoinAsync(simulator.Host, null, deadline);
        await socket.ReadAsync(deadline);
        await socket.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/snapshot:USDT","response":true}""", deadline);
        Assert.Equal("ack", (await socket.ReadAsync(deadline)).GetProperty("type").GetString());
        var symbols = new HashSet<string?>();
        while (symbols.Count < 3)
        {
            JsonElement message = await socket.ReadAsync(deadline);
            Assert.Equal("/market/snapshot:USDT", message.GetProperty("topic").GetString());
            symbols.Add(message.GetProperty("data").GetProperty("data").GetProperty("symbol").GetString());
        }
        Assert.Equal(["BTC-USDT", "ETH-USDT", "SOL-USDT"], symbols.Order(StringComparer.Ordinal));
    }
}
