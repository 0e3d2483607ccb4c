using System.Text;
using System.Text.Json;
using TradingBot.Cli.Tests.Running;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Cli.Tests;

public sealed class RecordingCommandTests : IDisposable
{
    private const string Depth = """{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":11,"u":12,"b":[["100.00","2.0"]],"a":[["101.00","3.0"]]}}""";
    private const string Trade = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":7,"p":"100.50","q":"0.02","T":1723161255342,"m":true}}""";
    private const string Snapshot = """{"lastUpdateId":10,"bids":[["99.00","1.0"]],"asks":[["102.00","1.0"]]}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-cli-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Segments_are_listed_verified_and_exported()
    {
        Record();

        Tb list = await Tb.RunAsync("recording", "list", "--folder", _folder, "--json");
        JsonElement segment = list.Json.GetProperty("segments")[0];
        Assert.Equal(("sealed", "BTC-USDT"), (segment.GetProperty("state").GetString(), segment.GetProperty("index").GetProperty("markets")[0].GetProperty("symbols")[0].GetString()));
        Assert.Contains("BTC-USDT", (await Tb.RunAsync("recording", "list", "--folder", _folder)).Output, StringComparison.Ordinal);
        Tb verify = await Tb.RunAsync("recording", "verify", "--folder", _folder);
        Assert.True(verify.ExitCode == ExitCode.Ok, verify.Output + verify.Errors);
        string file = Path.Combine(_folder, "lines.jsonl");
        Tb export = await Tb.RunAsync("recording", "export", "--folder", _folder, "--symbol", "BTCUSDT", "--venue", "binance", "--out", file);
        Assert.True(export.ExitCode == ExitCode.Ok, export.Errors);
        Assert.Equal([Snapshot, Depth, Trade], File.ReadLines(file).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        Tb again = await Tb.RunAsync("recording", "verify", file, "--json");
        Assert.True(again.ExitCode == ExitCode.Ok, again.Errors);
        JsonElement market = again.Json.GetProperty("markets")[0];
        Assert.Equal((1, 1, 1), (market.GetProperty("snapshots").GetInt32(), market.GetProperty("changes").GetInt32(), market.GetProperty("trades").GetInt32()));
    }

    [Fact]
    public async Task A_changed_segment_fails_and_says_where()
    {
        Record();
        string path = Directory.GetFiles(_folder, "*.tbr").Single();
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 3] ^= 4;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

        Tb verify = await Tb.RunAsync("recording", "verify", path);

        Assert.Equal(ExitCode.Failed, verify.ExitCode);
        Assert.Contains("DAMAGED", verify.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("101.00", ExitCode.Ok, "HOLDS")]
    [InlineData("101.01", ExitCode.Failed, "the venue published")]
    public async Task A_best_price_that_differs_from_the_book_fails(string ask, int code, string word)
    {
        string file = Path.Combine(_folder, "lines.jsonl");
        string best = $$$"""{"stream":"btcusdt@bookTicker","data":{"u":12,"s":"BTCUSDT","b":"100.00","B":"2.0","a":"{{{ask}}}","A":"3.0"}}""";
        await File.WriteAllLinesAsync(file, [$"1 {Snapshot}", $"2 {Depth}", $"3 {best}"], TestContext.Current.CancellationToken);

        Tb verify = await Tb.RunAsync("recording", "verify", file);

        Assert.Equal(code, verify.ExitCode);
        Assert.Contains(word, verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_best_prices_have_no_book_to_be_compared_with_proves_nothing()
    {
        string file = Path.Combine(_folder, "lines.jsonl");
        string best = """{"stream":"btcusdt@bookTicker","data":{"u":12,"s":"BTCUSDT","b":"100.00","B":"2.0","a":"101.00","A":"3.0"}}""";
        await File.WriteAllLinesAsync(file, [$"1 {Depth}", $"2 {best}"], TestContext.Current.CancellationToken);

        Tb verify = await Tb.RunAsync("recording", "verify", file);

        Assert.Equal(ExitCode.Failed, verify.ExitCode);
        Assert.Contains("NOT COMPARED", verify.Output, StringComparison.Ordinal);
        Assert.Contains("name the file that comes before", verify.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", "no recording")]
    [InlineData("1 {\"e\":\"depthUpdate\",\"s\":\"BTCUSDT\",\"pu\":3}", "futures")]
    [InlineData("wss://ws.okx.com:8443/ws <-> 1652459224.5\n1652459225.2: {\"event\":\"x\"}", "okx")]
    [InlineData("1 {\"event\":\"x\"}", "another exchange")]
    public async Task A_file_that_cannot_be_verified_is_refused_with_the_reason(string content, string word)
    {
        string file = Path.Combine(_folder, "lines.jsonl");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        Tb verify = await Tb.RunAsync("recording", "verify", file);

        Assert.Equal(ExitCode.Failed, verify.ExitCode);
        Assert.Contains(word, verify.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recording export", ExitCode.Usage)]
    [InlineData("recording export --out x --format csv", ExitCode.Usage)]
    [InlineData("recording export --out x --from yesterday", ExitCode.Usage)]
    [InlineData("recording list --folder /nowhere", ExitCode.Failed)]
    [InlineData("recording verify /nowhere.tbr", ExitCode.Failed)]
    public async Task A_wrong_use_is_explained(string line, int code)
    {
        Tb run = await Tb.RunAsync(line.Split(' '));

        Assert.Equal(code, run.ExitCode);
        Assert.NotEmpty(run.Errors);
    }

    private void Record()
    {
        using RecordingMetrics metrics = new();
        using (RecordingWriter writer = new(new RecordingOptions { Enabled = true, Folder = _folder }, new(_folder), metrics, TimeProvider.System))
        {
            Assert.True(writer.Resume(), writer.Failure);
            byte[] watched = JsonSerializer.SerializeToUtf8Bytes(new { TradesAreContiguous = true, Instruments = new[] { Bitcoin } }, JsonSerializerOptions.Web);
            writer.Add(RecordKind.FeedStarted, Venue.Binance, 0, watched);
            byte[] address = Encoding.UTF8.GetBytes("/api/v3/depth?symbol=BTCUSDT&limit=1000");
            writer.Add(RecordKind.Answer, Venue.Binance, 0, [(byte)(address.Length * 2), .. address], Encoding.UTF8.GetBytes(Snapshot));
            writer.Add(RecordKind.Frame, Venue.Binance, 1, Encoding.UTF8.GetBytes(Depth));
            writer.Add(RecordKind.Frame, Venue.Binance, 1, Encoding.UTF8.GetBytes(Trade));
            writer.Add(RecordKind.Frame, Venue.Binance, 1, """{"result":null,"id":1}"""u8);
        }
        SegmentSealer.Seal(Directory.GetFiles(_folder, "*.tbr.open").Single());
    }

    private static readonly Instrument Bitcoin = new()
    {
        Id = new InstrumentId(1),
        Venue = Venue.Binance,
        Symbol = "BTC-USDT",
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 8,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new Quantity(1),
        MaxQuantity = new Quantity(1_000_000_000_000),
        MinNotional = Money.Zero,
        MakerFee = FeeRate.FromFraction(0.001m),
        TakerFee = FeeRate.FromFraction(0.001m),
    };
}
