using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;
using TradingBot.ExchangeSim.Recording;
using TradingBot.ExchangeSim.Tests.Market;

namespace TradingBot.ExchangeSim.Tests.Recording;

public sealed class ReplayTests
{
    private const long StartNs = RecordedTape.StartMs * 1_000_000L;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_tape_is_played_as_it_was_recorded(bool compressed)
    {
        using RecordedTape tape = RecordedTape.Usual();
        List<JsonElement> messages = Play(tape.Write(compressed), loops: false, startAt: start => start, out Simulation simulation, untilMs: 1_000);

        Assert.Equal(
            ["trade 501", "ticker 103", "depth 103-105", "trade 502", "ticker 106", "depth 106-110", "trade 503", "depth 111-111"],
            messages.Select(Describe));
        JsonElement depth = messages.Single(message => Describe(message) == "depth 106-110").GetProperty("data");
        Assert.Equal(RecordedTape.StartMs + 205, depth.GetProperty("E").GetInt64());
        Assert.Equal("""[["9.80000000","4.00000000"]]|[["10.10000000","0.00000000"]]""", $"{depth.GetProperty("b").GetRawText()}|{depth.GetProperty("a").GetRawText()}");
        PublicMarket market = Assert.Single(simulation.Source.Markets);
        Assert.Equal("TESTUSDT", market.Symbol);
        // The update that reached beyond the snapshot belongs to the first book: bid 9.90 and ask 10.20 are its.
        Assert.Equal([new(1_000_000_000, 75_000_000), new(990_000_000, 700_000_000), new(980_000_000, 400_000_000)], Levels(market.Book.Bids));
        Assert.Equal([new(1_020_000_000, 300_000_000)], Levels(market.Book.Asks));
        Assert.Equal((10_000_000L, 1_000_000L), (market.Instrument.TickUnits, market.Instrument.LotUnits));
        Assert.True(simulation.Ended);
    }

    [Fact]
    public void One_constant_offset_makes_the_tape_start_at_the_given_time()
    {
        using RecordedTape tape = RecordedTape.Usual();
        long laterNs = StartNs + 86_400_000_000_000;
        List<JsonElement> asRecorded = Play(tape.Write(), loops: false, startAt: start => start, out _, untilMs: 1_000);
        List<JsonElement> shifted = Play(tape.Write(), loops: false, startAt: _ => laterNs, out Simulation simulation, untilMs: 86_401_000);

        IEnumerable<long> differences = asRecorded.Zip(shifted)
            .Where(pair => pair.First.GetProperty("data").TryGetProperty("E", out _))
            .Select(pair => pair.Second.GetProperty("data").GetProperty("E").GetInt64() - pair.First.GetProperty("data").GetProperty("E").GetInt64());
        // The snapshot, where playing starts, was received 8 ms into the tape.
        Assert.All(differences, difference => Assert.Equal(86_400_000 - 8, difference));
        Assert.Equal(asRecorded.Select(Describe), shifted.Select(Describe));
        Assert.True(simulation.Source.Markets[0].LastTrade.TimeNs > laterNs);
    }

    [Fact]
    public void Going_round_keeps_a_client_in_sync_and_every_id_rising()
    {
        using RecordedTape tape = RecordedTape.Usual();
        List<JsonElement> messages = Play(tape.Write(), loops: true, startAt: start => start, out Simulation simulation, untilMs: 2_000);

        var source = (ReplaySource)simulation.Source;
        Assert.InRange(source.Rounds, 4, 6);
        var book = new DictionaryBook(JsonElement.Parse("""{"lastUpdateId":102,"bids":[["10.00","1.0"],["9.90","7.0"]],"asks":[["10.10","1.5"],["10.20","3.0"]]}"""));
        long trade = 500, ticker = 0, time = 0;
        int restarts = 0;
        foreach (JsonElement data in messages.Select(message => message.GetProperty("data")))
        {
            if (data.TryGetProperty("E", out JsonElement at))
            {
                Assert.True(at.GetInt64() >= time);
                time = at.GetInt64();
            }
            if (data.TryGetProperty("t", out JsonElement id))
                Assert.Equal(++trade, id.GetInt64());
            else if (data.TryGetProperty("U", out JsonElement first))
            {
                Assert.Equal(book.LastUpdateId + 1, first.GetInt64());
                Assert.True(book.Apply(data));
                restarts += data.GetProperty("b").GetArrayLength() + data.GetProperty("a").GetArrayLength() > 2 ? 1 : 0;
            }
            else
            {
                Assert.True(data.GetProperty("u").GetInt64() > ticker);
                ticker = data.GetProperty("u").GetInt64();
            }
        }
        Assert.Equal(source.Rounds, restarts);
        PublicMarket market = source.Markets[0];
        Assert.Equal(market.UpdateId, book.LastUpdateId);
        Assert.Equal(((decimal)market.Book.Bids.Best.Price / Amounts.Unit, (decimal)market.Book.Asks.Best.Price / Amounts.Unit), (book.BestBid.Key, book.BestAsk.Key));
    }

    [Theory]
    [InlineData("{}", "no depth update")]
    [InlineData("17 {\"e\":\"depthUpdate\",\"E\":1,\"s\":\"AUSDT\",\"U\":5,\"u\":4,\"b\":[],\"a\":[]}", ":1: a depth update has no U and u, or U above u")]
    [InlineData("17 {\"e\":\"trade\",\"E\":1,\"s\":\"AUSDT\",\"t\":1,\"p\":\"1.123456789\",\"q\":\"1\"}", ":1: an amount is not a plain decimal")]
    [InlineData("17 nonsense", ":1: the frame is not the JSON of a market data frame")]
    [InlineData("12x", ":1: the line does not start with a receive time")]
    [InlineData("1 {\"e\":\"depthUpdate\",\"E\":1,\"s\":\"AUSDT\",\"U\":5,\"u\":5,\"b\":[],\"a\":[]}\n2 {\"e\":\"depthUpdate\",\"E\":1,\"s\":\"BUSDT\",\"U\":5,\"u\":5,\"b\":[],\"a\":[]}\n3 {\"lastUpdateId\":5,\"bids\":[],\"asks\":[]}", "a snapshot does not name its symbol, and the recording holds AUSDT and BUSDT")]
    [InlineData("17.5: nonsense", ":1: the frame is not the JSON of a market data frame")]
    [InlineData("17.x: {}", ":1: the line does not start with a receive time")]
    [InlineData("hello {}", ":1: the line does not start with a receive time, an address or a frame")]
    [InlineData("17 {\"topic\":\"/market/level2:A-USDT\",\"data\":{\"sequenceStart\":9,\"sequenceEnd\":8,\"changes\":{\"asks\":[],\"bids\":[]}}}", ":1: a level 2 change has no sequenceStart and sequenceEnd")]
    [InlineData("17 {\"topic\":\"/market/level2:A-USDT\",\"data\":{\"sequenceStart\":8,\"sequenceEnd\":8,\"changes\":{\"asks\":[[\"0.000000001\",\"1\",\"8\"]],\"bids\":[]}}}", ":1: an amount is not a plain decimal")]
    [InlineData("17 {\"topic\":\"/market/level2:A-USDT\",\"data\":{\"sequenceStart\":8,\"sequenceEnd\":8}}", ":1: the frame is not the JSON of a market data frame")]
    [InlineData("17 {\"code\":\"200000\",\"data\":{\"bids\":[],\"asks\":[]}}", ":1: a snapshot has no sequence")]
    [InlineData("1 {\"e\":\"depthUpdate\",\"E\":1,\"s\":\"A\",\"U\":5,\"u\":5,\"b\":[],\"a\":[]}", "'A' does not end in a known quote asset")]
    public void A_file_that_cannot_be_played_is_refused_with_line_and_reason(string content, string expected)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, content + "\n");
            var refused = Assert.Throws<InvalidDataException>(() => new RecordingFiles([path]));
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_client_of_a_replay_finds_its_symbol_book_and_klines_and_kucoin_closed()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        using RecordedTape tape = RecordedTape.Usual();
        var recording = new RecordingOptions { AtEnd = "stop", KeepTimes = true };
        recording.Files.Add(tape.Write());
        await using SimulatorHost host = await SimulatorHost.StartAsync(null, recording, null, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        async Task<JsonElement> GetAsync(string path) => JsonElement.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), deadline));
        while (!(await GetAsync("sim/status")).GetProperty("ended").GetBoolean())
            await Task.Delay(20, deadline);

        JsonElement symbol = Assert.Single((await GetAsync("api/v3/exchangeInfo")).GetProperty("symbols").EnumerateArray());
        Assert.Equal(("TESTUSDT", "TEST", "USDT"), (symbol.GetProperty("symbol").GetString(), symbol.GetProperty("baseAsset").GetString(), symbol.GetProperty("quoteAsset").GetString()));
        Assert.Equal("0.10000000", symbol.GetProperty("filters")[0].GetProperty("tickSize").GetString());
        Assert.Equal(111, (await GetAsync("api/v3/depth?symbol=TESTUSDT")).GetProperty("lastUpdateId").GetInt64());
        Assert.Equal([501L, 502L, 503L], (await GetAsync("api/v3/trades?symbol=TESTUSDT")).EnumerateArray().Select(trade => trade.GetProperty("id").GetInt64()));
        JsonElement kline = (await GetAsync("api/v3/klines?symbol=TESTUSDT&interval=1m&limit=1"))[0];
        Assert.Equal("""["10.10000000","10.10000000","10.00000000","10.00000000","1.75000000"]""", JsonSerializer.Serialize(Enumerable.Range(1, 5).Select(at => kline[at].GetString())));
        Assert.Equal("close", (await GetAsync("api/v1/status")).GetProperty("data").GetProperty("status").GetString());
        Assert.Empty((await GetAsync("api/v2/symbols")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public void The_book_of_the_real_tape_equals_its_book_ticker_and_no_trade_is_lost()
    {
        string? folder = Environment.GetEnvironmentVariable("TRADINGBOT_MARKET_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TRADINGBOT_MARKET_DATA is not set: the recorded data is not here.");
        string path = Path.Combine(folder, "hftbacktest", "spot_btcusdt_20240808.jsonl.gz");
        Assert.SkipUnless(File.Exists(path), $"{path} is missing.");
        var files = new RecordingFiles([path]);
        var source = new ReplaySource(files, loops: false, start => start);
        PublicMarket market = source.Markets[0];
        int compared = 0;
        TopOfBook last = default;
        while (source.NextTimeNs != long.MaxValue)
        {
            source.Step();
            if (market.Top == last)
                continue;
            // Best prices hold until the next ones: those before the book's id are the book's, if the next come after it.
            if (last.UpdateId != 0 && last.UpdateId <= market.UpdateId && market.Top.UpdateId > market.UpdateId)
            {
                Assert.Equal((last.Bid, last.Ask), (market.Book.Bids.Best, market.Book.Asks.Best));
                compared++;
            }
            last = market.Top;
        }
        Assert.InRange(compared, 2_000, 4_000);
        RecordedSymbol recorded = Assert.Single(files.Symbols);
        Assert.Equal(0, recorded.TradeHoles);
        // All trades but the few received before the snapshot.
        Assert.InRange(market.Trades.Next, 9_740, 9_757);
        Assert.Equal((1_000_000L, 1_000L), (recorded.TickUnits, recorded.LotUnits));
    }

    private static List<JsonElement> Play(string path, bool loops, Func<long, long> startAt, out Simulation simulation, long untilMs)
    {
        var source = new ReplaySource(new RecordingFiles([path]), loops, startAt);
        simulation = new Simulation(source, source.StartNs);
        var topics = new TopicDirectory();
        RunningMarket.Publish(simulation, _ => topics);
        var transcript = new TranscriptSubscriber();
        foreach (string stream in new[] { "trade", "bookTicker", "depth@100ms" })
            topics.Find($"testusdt@{stream}")!.Add(transcript);
        simulation.AdvanceTo(StartNs + untilMs * 1_000_000);
        return [.. transcript.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static string Describe(JsonElement message)
    {
        JsonElement data = message.GetProperty("data");
        if (data.TryGetProperty("t", out JsonElement trade))
            return $"trade {trade.GetInt64()}";
        return data.TryGetProperty("U", out JsonElement first) ? $"depth {first.GetInt64()}-{data.GetProperty("u").GetInt64()}" : $"ticker {data.GetProperty("u").GetInt64()}";
    }

    private static List<PriceLevel> Levels(LevelSide side) => [.. Enumerable.Range(0, side.Count).Select(rank => side[rank])];
}
