using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;
using TradingBot.ExchangeSim.Recording;
using TradingBot.ExchangeSim.Tests.Market;

namespace TradingBot.ExchangeSim.Tests.Recording;

/// <summary>Recordings of KuCoin, of several symbols, and of both venues.</summary>
public sealed class SeveralMarketsReplayTests : IDisposable
{
    private const long StartMs = 1_700_000_000_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-tapes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_kucoin_tape_gives_its_changes_row_by_row_and_its_matches_with_their_sequences()
    {
        string path = Write("kucoin.jsonl",
            Line(0, Level2("ABC-USDT", 8, 9, asks: """["10.10","5","8"]""", bids: """["9.90","1","9"]""")),
            Line(5, Level2("ABC-USDT", 10, 12, asks: """["10.10","4","10"],["10.20","7","12"]""", bids: "")),
            Line(6, """{"code":"200000","data":{"time":1700000000006,"sequence":"11","bids":[["10.00","1.5"],["9.90","2"]],"asks":[["10.10","3"]]}}"""),
            Line(10, Level2("ABC-USDT", 13, 14, asks: """["10.10","2.5","13"],["0","0","14"]""", bids: "")),
            Line(11, """{"topic":"/market/match:ABC-USDT","data":{"symbol":"ABC-USDT","sequence":"13","side":"buy","size":"0.5","price":"10.10","time":"1700000000011000007","type":"match","tradeId":"6085c09769bc506996295e36"}}"""),
            Line(20, Level2("ABC-USDT", 15, 15, asks: "", bids: """["10.00","0","15"]""")));
        (Simulation simulation, List<JsonElement> messages) = Play([path], untilMs: 200, "/market/level2:ABC-USDT", "/market/match:ABC-USDT");

        Assert.Equal(
            ["""13-14 [["10.1","2.5","13"]]|[]""", "match 13 buy 0.5 at 10.1 ns 1700000000011000007", """15-15 []|[["10","0","15"]]"""],
            messages.Select(Describe));
        PublicMarket market = Assert.Single(simulation.Source.Markets);
        // The snapshot at 11 had the row of sequence 10; of the message that reaches beyond it only row 12 was new.
        Assert.Equal([(10.1m, 2.5m), (10.2m, 7m)], Levels(market.Book.Asks));
        Assert.Equal([(9.9m, 2m)], Levels(market.Book.Bids));
        Assert.Equal((Venue.Kucoin, "ABC", "USDT", 10_000_000L, 10_000_000L), (market.Instrument.Venue, market.Instrument.BaseAsset, market.Instrument.QuoteAsset, market.Instrument.TickUnits, market.Instrument.LotUnits));
    }

    [Fact]
    public void Files_of_several_symbols_and_both_venues_are_one_tape_in_the_order_of_receive_times()
    {
        string sockets = Write("both.txt",
            "wss://stream.example/stream?streams=aaausdt@depth@100ms <-> 1700000000.0",
            Seconds(0, Depth("AAAUSDT", 0, 4, 5, "")),
            Seconds(1, Depth("BBBUSDT", 1, 90, 91, "")),
            Seconds(2, Level2("ABC-USDT", 7, 7, asks: """["3","1","7"]""", bids: "")),
            "wss://push.example/endpoint <- 1700000000.003: {\"id\":1,\"type\":\"subscribe\"}",
            Seconds(40, Depth("AAAUSDT", 40, 6, 7, """["1.5","2"]""")),
            Seconds(41, Depth("BBBUSDT", 41, 92, 92, """["2.5","3"]""")),
            Seconds(42, Level2("ABC-USDT", 8, 8, asks: """["3.5","4","8"]""", bids: "")),
            "");
        string answers = Write("http.txt",
            $"https://api.binance.com/api/v3/depth?symbol=AAAUSDT&limit=1000 -> {Seconds(10, """{"lastUpdateId":5,"bids":[["1","1"]],"asks":[]}""")}",
            $"https://api.binance.com/api/v3/depth?limit=5&symbol=BBBUSDT -> {Seconds(20, """{"lastUpdateId":91,"bids":[["2","1"]],"asks":[]}""")}",
            $"https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=ABC-USDT -> {Seconds(30, """{"code":"200000","data":{"time":1700000000030,"sequence":"7","bids":[["2.9","1"]],"asks":[["3","1"]]}}""")}");
        (Simulation simulation, List<JsonElement> messages) = Play([sockets, answers], untilMs: 200, "/market/level2:ABC-USDT", "aaausdt@depth@100ms", "bbbusdt@depth@100ms");

        Assert.Equal(["AAAUSDT 6-7", "BBBUSDT 92-92", """8-8 [["3.5","4","8"]]|[]"""], messages.Select(Describe));
        Assert.Equal(["AAAUSDT", "BBBUSDT", "ABC-USDT"], simulation.Source.Markets.Select(market => market.Symbol));
        Assert.Equal([(1.5m, 2m), (1m, 1m)], Levels(simulation.Source.Markets[0].Book.Bids));
        Assert.Equal([(2.5m, 3m), (2m, 1m)], Levels(simulation.Source.Markets[1].Book.Bids));
        Assert.Equal([(3m, 1m), (3.5m, 4m)], Levels(simulation.Source.Markets[2].Book.Asks));
    }

    [Fact]
    public void A_symbol_with_finer_amounts_is_left_out_and_the_others_are_played()
    {
        string path = Write("fine.jsonl",
            Line(0, Level2("ABC-USDT", 7, 7, asks: """["3","1","7"]""", bids: "")),
            Line(1, Level2("FINE-BTC", 1, 1, asks: """["0.0000002181","1","1"]""", bids: "")),
            Line(2, Level2("FINE-BTC", 2, 2, asks: "", bids: """["0.00000021","1","2"]""")),
            Line(3, Level2("ABC-USDT", 8, 8, asks: "", bids: """["2","1","8"]""")));
        var files = new RecordingFiles([path]);

        Assert.Equal(["ABC-USDT"], files.Symbols.Select(symbol => symbol.Symbol));
        Assert.Contains("fine.jsonl:2: an amount is not a plain decimal", Assert.Single(files.LeftOut), StringComparison.Ordinal);
        (Simulation simulation, List<JsonElement> messages) = Play([path], untilMs: 200, "/market/level2:ABC-USDT");
        Assert.Equal(["""8-8 []|[["2","1","8"]]"""], messages.Select(Describe));
        Assert.Single(simulation.Source.Markets);
    }

    [Fact]
    public void Going_round_keeps_a_kucoin_client_in_sync()
    {
        string path = Write("round.jsonl",
            Line(0, """{"code":"200000","data":{"time":1700000000000,"sequence":"100","bids":[["10","1"]],"asks":[["11","1"]]}}"""),
            Line(10, Level2("ABC-USDT", 101, 103, asks: """["11","2","102"]""", bids: """["10","3","103"]""")),
            Line(20, Level2("ABC-USDT", 104, 104, asks: """["12","2","104"]""", bids: "")));
        (Simulation simulation, List<JsonElement> messages) = Play([path], untilMs: 900, loops: true, "/market/level2:ABC-USDT");

        long last = 100;
        var asks = new SortedDictionary<decimal, decimal> { [11m] = 1m };
        foreach (JsonElement data in messages.Select(message => message.GetProperty("data")))
        {
            Assert.Equal(last + 1, data.GetProperty("sequenceStart").GetInt64());
            last = data.GetProperty("sequenceEnd").GetInt64();
            Change(asks, data.GetProperty("changes").GetProperty("asks"), known: 0);
        }
        Assert.InRange(((ReplaySource)simulation.Source).Rounds, 3, 12);
        Assert.Equal(simulation.Source.Markets[0].UpdateId, last);
        Assert.Equal(Levels(simulation.Source.Markets[0].Book.Asks), asks.Select(level => (level.Key, level.Value)));
    }

    [Fact]
    public async Task A_client_that_follows_the_protocol_gets_the_recorded_kucoin_books()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        (string sockets, string answers) = Recorded();
        var recording = new RecordingOptions { AtEnd = "stop", KeepTimes = true, Speed = 0 };
        recording.Files.Add(sockets);
        recording.Files.Add(answers);
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { StartPaused = true, EnforceRateLimits = false }, recording, null, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        await using TestSocket socket = await TestSocket.ConnectKucoinAsync(host, null, deadline);
        await socket.ReadAsync(deadline);
        await socket.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/level2:BCHSV-USDT,FET-BTC,NRG-BTC,COV-BTC","response":true}""", deadline);
        await socket.ReadAsync(deadline);
        var books = new Dictionary<string, (SortedDictionary<decimal, decimal> Bids, SortedDictionary<decimal, decimal> Asks, long Sequence)>();
        foreach (string symbol in new[] { "BCHSV-USDT", "FET-BTC", "NRG-BTC", "COV-BTC" })
            books[symbol] = Snapshot(await GetAsync(http, $"sim/book/kucoin/{symbol}", deadline));
        host.Resume();
        while (!(await GetAsync(http, "sim/status", deadline)).GetProperty("ended").GetBoolean())
            await Task.Delay(20, deadline);
        await socket.SendAsync("""{"id":"end","type":"ping"}""", deadline);
        for (JsonElement message = await socket.ReadAsync(deadline); message.GetProperty("type").GetString() != "pong"; message = await socket.ReadAsync(deadline))
        {
            JsonElement data = message.GetProperty("data");
            string symbol = data.GetProperty("symbol").GetString()!;
            (SortedDictionary<decimal, decimal> bids, SortedDictionary<decimal, decimal> asks, long sequence) = books[symbol];
            Assert.True(data.GetProperty("sequenceStart").GetInt64() <= sequence + 1, $"{symbol}: a gap after {sequence}");
            Change(bids, data.GetProperty("changes").GetProperty("bids"), sequence);
            Change(asks, data.GetProperty("changes").GetProperty("asks"), sequence);
            books[symbol] = (bids, asks, data.GetProperty("sequenceEnd").GetInt64());
        }
        foreach ((string symbol, (SortedDictionary<decimal, decimal> bids, SortedDictionary<decimal, decimal> asks, long sequence)) in books)
        {
            // What the recorded frames themselves make of the recorded snapshot, read by nothing of the simulator's.
            (SortedDictionary<decimal, decimal> expectedBids, SortedDictionary<decimal, decimal> expectedAsks, long expected) = Rebuilt(sockets, answers, symbol);
            Assert.Equal(expected, sequence);
            Assert.Equal(expectedBids, bids);
            Assert.Equal(expectedAsks, asks);
        }
        Assert.Contains("DAPPT-BTC", (await GetAsync(http, "sim/status", deadline)).GetProperty("leftOut").EnumerateArray().Select(reason => reason.GetString()).Single(reason => reason!.Contains("DAPPT-BTC", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private static (string Sockets, string Answers) Recorded()
    {
        string? folder = Environment.GetEnvironmentVariable("TRADINGBOT_MARKET_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TRADINGBOT_MARKET_DATA is not set: the recorded data is not here.");
        string sockets = Path.Combine(folder, "cryptofeed", "kucoin_20210425_KUCOIN.ws.1.0.txt.gz");
        string answers = Path.Combine(folder, "cryptofeed", "kucoin_20210425_KUCOIN.http.0.0.txt.gz");
        Assert.SkipUnless(File.Exists(sockets) && File.Exists(answers), $"{sockets} is missing.");
        return (sockets, answers);
    }

    private static (SortedDictionary<decimal, decimal> Bids, SortedDictionary<decimal, decimal> Asks, long Sequence) Rebuilt(string sockets, string answers, string symbol)
    {
        string answer = Lines(answers).Single(line => line.Contains($"symbol={symbol} ", StringComparison.Ordinal));
        (SortedDictionary<decimal, decimal> bids, SortedDictionary<decimal, decimal> asks, long sequence) = Snapshot(JsonElement.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("data"));
        foreach (string line in Lines(sockets).Where(line => line.Contains($"\"/market/level2:{symbol}\"", StringComparison.Ordinal) && !line.Contains("<-", StringComparison.Ordinal)))
        {
            JsonElement data = JsonElement.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]).GetProperty("data");
            if (data.GetProperty("sequenceEnd").GetInt64() <= sequence)
                continue;
            Change(bids, data.GetProperty("changes").GetProperty("bids"), sequence);
            Change(asks, data.GetProperty("changes").GetProperty("asks"), sequence);
            sequence = data.GetProperty("sequenceEnd").GetInt64();
        }
        return (bids, asks, sequence);
    }

    private static string[] Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n');
    }

    private static (SortedDictionary<decimal, decimal> Bids, SortedDictionary<decimal, decimal> Asks, long Sequence) Snapshot(JsonElement data)
    {
        SortedDictionary<decimal, decimal> bids = [], asks = [];
        Change(bids, data.GetProperty("bids"), known: 0);
        Change(asks, data.GetProperty("asks"), known: 0);
        return (bids, asks, data.TryGetProperty("sequence", out JsonElement sequence) ? long.Parse(sequence.GetString()!, CultureInfo.InvariantCulture) : data.GetProperty("lastUpdateId").GetInt64());
    }

    private static void Change(SortedDictionary<decimal, decimal> side, JsonElement rows, long known)
    {
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (row.GetArrayLength() > 2 && long.Parse(row[2].GetString()!, CultureInfo.InvariantCulture) <= known || DictionaryBook.Number(row[0]) == 0)
                continue;
            // One recorded size has eleven decimals; the simulator's have eight.
            decimal size = decimal.Round(DictionaryBook.Number(row[1]), 8, MidpointRounding.ToZero);
            if (size == 0)
                side.Remove(DictionaryBook.Number(row[0]));
            else
                side[DictionaryBook.Number(row[0])] = size;
        }
    }

    private static async Task<JsonElement> GetAsync(HttpClient http, string path, CancellationToken cancellation) =>
        JsonElement.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));

    private static (Simulation Simulation, List<JsonElement> Messages) Play(string[] paths, long untilMs, params string[] topics) => Play(paths, untilMs, loops: false, topics);

    private static (Simulation Simulation, List<JsonElement> Messages) Play(string[] paths, long untilMs, bool loops, params string[] topics)
    {
        var source = new ReplaySource(new RecordingFiles(paths), loops, start => start);
        var simulation = new Simulation(source, source.StartNs);
        var directories = Enum.GetValues<Venue>().ToDictionary(venue => venue, _ => new TopicDirectory());
        RunningMarket.Publish(simulation, venue => directories[venue]);
        var transcript = new TranscriptSubscriber(combined: false);
        foreach (string topic in topics)
            directories.Values.Select(directory => directory.Find(topic)).First(found => found is not null)!.Add(transcript);
        simulation.AdvanceTo((StartMs + untilMs) * 1_000_000);
        return (simulation, [.. transcript.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))]);
    }

    private static string Describe(JsonElement message)
    {
        if (message.TryGetProperty("U", out JsonElement first))
            return $"{message.GetProperty("s").GetString()} {first.GetInt64()}-{message.GetProperty("u").GetInt64()}";
        JsonElement data = message.GetProperty("data");
        return data.TryGetProperty("changes", out JsonElement changes)
            ? $"{data.GetProperty("sequenceStart").GetInt64()}-{data.GetProperty("sequenceEnd").GetInt64()} {changes.GetProperty("asks").GetRawText()}|{changes.GetProperty("bids").GetRawText()}"
            : $"match {data.GetProperty("sequence").GetString()} {data.GetProperty("side").GetString()} {data.GetProperty("size").GetString()} at {data.GetProperty("price").GetString()} ns {data.GetProperty("time").GetString()}";
    }

    private static List<(decimal, decimal)> Levels(LevelSide side) =>
        [.. Enumerable.Range(0, side.Count).Select(rank => (Amounts.ToDecimal(side[rank].Price), Amounts.ToDecimal(side[rank].Quantity)))];

    private static string Line(int afterMs, string json) => FormattableString.Invariant($"{(StartMs + afterMs) * 1_000_000} {json}");

    private static string Seconds(int afterMs, string json) => FormattableString.Invariant($"{(StartMs + afterMs) / 1_000m}: {json}");

    private static string Level2(string symbol, long first, long last, string asks, string bids) =>
        $$$"""{"data":{"sequenceStart":{{{first}}},"symbol":"{{{symbol}}}","changes":{"asks":[{{{asks}}}],"bids":[{{{bids}}}]},"sequenceEnd":{{{last}}}},"subject":"trade.l2update","topic":"/market/level2:{{{symbol}}}","type":"message"}""";

    private static string Depth(string symbol, int afterMs, long first, long last, string bids) =>
        $$$"""{"stream":"x","data":{"e":"depthUpdate","E":{{{StartMs + afterMs}}},"s":"{{{symbol}}}","U":{{{first}}},"u":{{{last}}},"b":[{{{bids}}}],"a":[]}}""";

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n", new UTF8Encoding(false));
        return path;
    }
}
