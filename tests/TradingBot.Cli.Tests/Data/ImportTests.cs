using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TradingBot.Cli.Tests.Running;

namespace TradingBot.Cli.Tests.Data;

[Collection(HistoryTests.Name)]
public sealed class ImportTests(HistoryDatabases databases) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-import-").FullName;

    public static TheoryData<string, string, string, string> Recorded => new()
    {
        { "freqtrade-public/binance_btcusdt_1m_202106-07.csv.gz", "binance", "BTC-USDT", "1m" },
        { "freqtrade-public/binance_adausdt_1m_202106-07.csv.gz", "binance", "ADA-USDT", "1m" },
        { "freqtrade-public/binance_dogeusdt_1m_202106-07.csv.gz", "binance", "DOGE-USDT", "1m" },
        { "freqtrade-public/binance_dotusdt_1m_202106-07.csv.gz", "binance", "DOT-USDT", "1m" },
        { "lean/binance_btcusdt_1h_trade.csv.gz", "binance", "BTC-USDT", "1h" },
        { "lean/binance_btcbusd_1m_trade_20221213.csv.gz", "binance", "BTC-BUSD", "1m" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Recorded_candles_are_imported_whole_and_their_gaps_are_those_of_the_file(string file, string venue, string symbol, string interval)
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("TRADINGBOT_MARKET_DATA") ?? "", file);
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: set TRADINGBOT_MARKET_DATA to the folder of recorded market data.");
        (int traded, int gaps) = CountByHand(path, interval == "1m" ? 60_000 : 3_600_000);
        string database = await databases.CreateAsync();
        Tb import = await Tb.RunAsync("data", "import", path, "--venue", venue, "--symbol", symbol, "--float-dust", "--json", "--database", database);
        Assert.True(import.ExitCode == ExitCode.Ok, import.Output + import.Errors);
        Assert.Contains("was not known: registered with 8 decimals of price and 8 of quantity", import.Errors, StringComparison.Ordinal);
        Assert.Equal(((long)traded, interval), (import.Json[0].GetProperty("stored").GetInt64(), import.Json[0].GetProperty("interval").GetString()));
        JsonElement series = (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json[0];
        Assert.Equal((traded, gaps, "file"), (series.GetProperty("rows").GetInt32(), series.GetProperty("gaps").GetArrayLength(), series.GetProperty("sources")[0].GetString()));
        Tb check = await Tb.RunAsync("data", "check", "--database", database);
        Assert.Equal(gaps == 0 ? ExitCode.Ok : ExitCode.Failed, check.ExitCode);

        Tb again = await Tb.RunAsync("data", "import", path, "--venue", venue, "--symbol", symbol, "--float-dust", "--json", "--database", database);
        Assert.Equal((ExitCode.Ok, "known", 0L), (again.ExitCode, again.Json[0].GetProperty("state").GetString(), again.Json[0].GetProperty("stored").GetInt64()));
    }

    [Fact]
    public async Task Recorded_candles_whose_volumes_no_venue_can_have_are_named_and_left_out_when_told_to()
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("TRADINGBOT_MARKET_DATA") ?? "", "kucoin-mit/kucoin_btcusdt_1h_202511-202602.csv.gz");
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: set TRADINGBOT_MARKET_DATA to the folder of recorded market data.");
        string database = await databases.CreateAsync();
        string[] target = ["--venue", "kucoin", "--symbol", "BTC-USDT", "--float-dust", "--json", "--database", database];
        Tb refused = await Tb.RunAsync(["data", "import", path, .. target]);
        Assert.Equal((ExitCode.Failed, "refused", 0L), (refused.ExitCode, refused.Json[0].GetProperty("state").GetString(), refused.Json[0].GetProperty("stored").GetInt64()));
        Assert.Contains("decimals; the instrument keeps 8", refused.Json[0].GetProperty("problems")[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Tb taken = await Tb.RunAsync(["data", "import", path, "--skip-bad", .. target]);
        Assert.Equal(ExitCode.Ok, taken.ExitCode);
        JsonElement file = taken.Json[0];
        Assert.Equal(file.GetProperty("rows").GetInt64(), file.GetProperty("stored").GetInt64() + file.GetProperty("refused").GetInt64());
        Assert.True(file.GetProperty("stored").GetInt64() > file.GetProperty("refused").GetInt64(), "Most rows are exact.");
    }

    [Fact]
    public async Task Dumps_of_days_and_months_join_without_a_gap_and_agree_with_each_other()
    {
        string database = await databases.CreateAsync();
        List<string> trades = [];
        List<string> joined = [];
        List<string> candles = [];
        DateTimeOffset day = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);
        // Four trades a minute, in a walk whose candles are made here; every tenth minute nobody trades.
        for (int minute = 0, id = 1; minute < 2_880; minute++)
        {
            long micros = day.AddMinutes(minute).ToUnixTimeMilliseconds() * 1_000;
            decimal[] prices = [.. Enumerable.Range(0, minute % 10 == 9 ? 0 : 4).Select(number => 80_000m + (minute * 7 + number * 13) % 101)];
            for (int number = 0; number < prices.Length; number++, id++)
            {
                trades.Add(FormattableString.Invariant($"{id},{prices[number]},0.00{number + 1},1,{micros + number * 1_000_123},{(number % 2 == 0 ? "True" : "False")},True"));
                joined.Add(FormattableString.Invariant($"{id + 5_000},{prices[number]},0.00{number + 1},{id},{id},{micros + number * 1_000_123},{(number % 2 == 0 ? "True" : "False")},True"));
            }
            candles.Add(prices.Length == 0
                ? FormattableString.Invariant($"{micros},80000,80000,80000,80000,0,{micros + 59_999_999},0,0,0,0,0")
                : FormattableString.Invariant($"{micros},{prices[0]},{prices.Max()},{prices.Min()},{prices[^1]},0.010,{micros + 59_999_999},1,4,1,1,0"));
        }
        string[] files =
        [
            Zip("BTCUSDT-1m-2025-03-01.zip", candles[..1_440]), Zip("BTCUSDT-1m-2025-03-02.zip", candles[1_440..]),
            Zip("BTCUSDT-trades-2025-03-02.zip", [.. trades.Skip(1_296 * 4)]), Zip("BTCUSDT-trades-2025-03-01.zip", [.. trades.Take(1_296 * 4)]),
            Zip("BTCUSDT-aggTrades-2025-03-01.zip", [.. joined.Take(1_296 * 4)]), Zip("BTCUSDT-aggTrades-2025-03-02.zip", [.. joined.Skip(1_296 * 4)]),
        ];
        Tb import = await Tb.RunAsync(["data", "import", .. files, "--venue", "binance", "--symbol", "BTC-USDT", "--price-decimals", "2", "--quantity-decimals", "5", "--database", database]);
        Assert.True(import.ExitCode == ExitCode.Ok, import.Output + import.Errors);
        JsonElement[] list = [.. (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json.EnumerateArray()];
        Assert.Equal(["aggTrades 10368 0", "candles 2592 0", "trades 10368 0"], list.Select(series =>
            $"{series.GetProperty("kind").GetString()} {series.GetProperty("rows").GetInt64()} {series.GetProperty("gaps").GetArrayLength()}"));
        Assert.All(list, series => Assert.Equal(("2025-03-01T00:00:00+00:00", "2025-03-03T00:00:00+00:00"), (series.GetProperty("from").GetString(), series.GetProperty("to").GetString())));
        Tb check = await Tb.RunAsync("data", "check", "--database", database);
        Assert.True(check.ExitCode == ExitCode.Ok, check.Output + check.Errors);
        Assert.Contains("288 intervals without trades", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_row_refuses_its_file_unless_it_is_to_be_left_out()
    {
        string database = await databases.CreateAsync();
        string good = Plain("good.csv", [Row(0), Row(1), Row(2), Row(3)]);
        string bad = Plain("bad.csv", [Row(4), "1735689900000,100,101,102,100,8", Row(6), Row(7)]);
        Tb refused = await Tb.RunAsync("data", "import", good, bad, "--venue", "binance", "--symbol", "BTC-USDT", "--database", database);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("bad.csv line 2, low: '102' is above open; it must be the lowest of the four", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("bad.csv: 1 of 4 rows can't be taken, so nothing of the file is stored", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(4, (await ListAsync(database)).GetProperty("rows").GetInt32());

        Tb skipped = await Tb.RunAsync("data", "import", bad, "--venue", "binance", "--symbol", "BTC-USDT", "--skip-bad", "--database", database);
        Assert.Equal(ExitCode.Ok, skipped.ExitCode);
        Assert.Contains("3 stored, 0 without trades, 0 repeated, 1 left out", skipped.Output, StringComparison.Ordinal);
        JsonElement series = await ListAsync(database);
        Assert.Equal((7, 1), (series.GetProperty("rows").GetInt32(), series.GetProperty("gaps").GetArrayLength()));
        Tb check = await Tb.RunAsync("data", "check", "--json", "--database", database);
        Assert.Equal((ExitCode.Failed, "gaps"), (check.ExitCode, check.Json.GetProperty("findings")[0].GetProperty("check").GetString()));
    }

    [Fact]
    public async Task A_file_that_says_otherwise_than_what_is_stored_is_reported_and_replaces_only_when_told_to()
    {
        string database = await databases.CreateAsync();
        string[] target = ["--venue", "kucoin", "--symbol", "BTC-USDT", "--json", "--database", database];
        await Tb.RunAsync(["data", "import", Plain("a.csv", [Row(0), Row(1), Row(2)]), .. target]);
        string changed = Plain("b.csv", [Row(1).Replace(",8", ",9", StringComparison.Ordinal), Row(2), Row(3)]);
        Tb different = await Tb.RunAsync(["data", "import", changed, .. target]);
        Assert.Equal((ExitCode.Failed, "different", 1L, 1L), (different.ExitCode, different.Json[0].GetProperty("state").GetString(), different.Json[0].GetProperty("different").GetInt64(), different.Json[0].GetProperty("stored").GetInt64()));
        Tb replaced = await Tb.RunAsync(["data", "import", changed, "--replace", .. target]);
        Assert.Equal((ExitCode.Ok, "stored", 1L), (replaced.ExitCode, replaced.Json[0].GetProperty("state").GetString(), replaced.Json[0].GetProperty("stored").GetInt64()));
        Tb known = await Tb.RunAsync(["data", "import", changed, .. target]);
        Assert.Equal((ExitCode.Ok, "known"), (known.ExitCode, known.Json[0].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_file_that_is_not_there_and_one_of_another_symbol_are_refused_by_name()
    {
        string database = await databases.CreateAsync();
        Tb run = await Tb.RunAsync("data", "import", Path.Combine(_folder, "none.csv"), Plain("ETHUSDT-1m-2025-01.csv", [Row(0)]), "--venue", "binance", "--symbol", "BTC-USDT", "--database", database);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("none.csv: it can't be read", run.Errors, StringComparison.Ordinal);
        Assert.Contains("its name says ETHUSDT, which is not BTC-USDT", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_exits_3()
    {
        Tb run = await Tb.RunAsync("data", "list", "--database", "Host=127.0.0.1;Port=1;Database=trading_bot;Username=x;Password=y");
        Assert.Equal(ExitCode.Unreachable, run.ExitCode);
        Assert.Contains("The database can't be used", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<JsonElement> ListAsync(string database) => (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json[0];

    private static string Row(int minute) => FormattableString.Invariant($"{1_735_689_600_000 + minute * 60_000},100,101,99,100,8");

    /// <summary>Rows with volume, and breaks between rows, by another way than the import's.</summary>
    private static (int Traded, int Gaps) CountByHand(string path, long intervalMs)
    {
        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        (int traded, int gaps, long? before) = (0, 0, null);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            long time = long.Parse(cells[0], CultureInfo.InvariantCulture);
            if (before is { } previous && time != previous + intervalMs) gaps++;
            if (decimal.Parse(cells[5], CultureInfo.InvariantCulture) > 0) traded++;
            before = time;
        }
        return (traded, gaps);
    }

    private string Plain(string name, string[] rows)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllLines(path, rows);
        return path;
    }

    private string Zip(string name, List<string> rows)
    {
        string path = Path.Combine(_folder, name);
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        using StreamWriter entry = new(archive.CreateEntry(Path.ChangeExtension(name, ".csv")).Open(), Encoding.ASCII);
        foreach (string row in rows) entry.WriteLine(row);
        return path;
    }
}
