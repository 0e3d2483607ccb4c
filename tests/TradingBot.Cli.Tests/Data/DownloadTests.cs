using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using TradingBot.Cli.Tests.Running;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Cli.Tests.Data;

[Collection(HistoryTests.Name)]
public sealed class DownloadTests(HistoryDatabases databases)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Candles_and_trades_of_binance_are_downloaded_page_by_page_and_agree()
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(34));
        string database = await databases.CreateAsync();
        DateTimeOffset end = Minute(DateTimeOffset.UtcNow);
        Tb seconds = await DownloadAsync(simulator, database, "binance", "--kind", "candles", "--interval", "1s", "--from", Text(end.AddMinutes(-20)), "--to", Text(end));
        Assert.Equal((ExitCode.Ok, "complete"), (seconds.ExitCode, seconds.Json.GetProperty("state").GetString()));
        Assert.True(seconds.Json.GetProperty("rowsStored").GetInt64() > 1_000, "One page has 1000 rows; there must be more.");
        Tb minutes = await DownloadAsync(simulator, database, "binance", "--interval", "1m", "--from", Text(end.AddMinutes(-30)), "--to", Text(end));
        Assert.Equal(30, minutes.Json.GetProperty("rowsStored").GetInt64());
        Tb trades = await DownloadAsync(simulator, database, "binance", "--kind", "trades", "--from", Text(end.AddMinutes(-20)), "--to", Text(end));
        Assert.Equal((ExitCode.Ok, "aggTrades"), (trades.ExitCode, trades.Json.GetProperty("kind").GetString()));
        Assert.True(trades.Json.GetProperty("rowsStored").GetInt64() > 1_000, "One page has 1000 rows; there must be more.");
        Assert.Contains("numbers of the first and the last", trades.Json.GetProperty("note").GetString(), StringComparison.Ordinal);

        JsonElement list = (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json;
        Assert.Equal(3, list.GetArrayLength());
        Assert.All(list.EnumerateArray(), series => Assert.Equal((0, true), (series.GetProperty("gaps").GetArrayLength(), series.GetProperty("simulated").GetBoolean())));
        // The simulator makes candles and joined trades by ways of their own, so that they agree says that nothing is lost on either.
        Tb check = await Tb.RunAsync("data", "check", "--database", database);
        Assert.True(check.ExitCode == ExitCode.Ok, check.Output + check.Errors);

        Tb again = await DownloadAsync(simulator, database, "binance", "--interval", "1m", "--from", Text(end.AddMinutes(-30)), "--to", Text(end));
        Assert.Equal((ExitCode.Ok, 0L), (again.ExitCode, again.Json.GetProperty("rowsRead").GetInt64()));
    }

    [Fact]
    public async Task Kucoins_candles_come_in_pages_and_of_its_trades_what_cannot_be_had_is_said()
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(10));
        string database = await databases.CreateAsync();
        DateTimeOffset end = Minute(DateTimeOffset.UtcNow);
        // Three pages of 1500 minutes, of which only the last has candles.
        Tb candles = await DownloadAsync(simulator, database, "kucoin", "--interval", "1m", "--from", Text(end.AddMinutes(-4_000)), "--to", Text(end));
        Assert.Equal(ExitCode.Ok, candles.ExitCode);
        Assert.InRange(candles.Json.GetProperty("rowsStored").GetInt64(), 5, 10);
        Tb trades = await DownloadAsync(simulator, database, "kucoin", "--kind", "trades", "--from", Text(end.AddMinutes(-60)));
        Assert.Equal((ExitCode.Ok, "trades"), (trades.ExitCode, trades.Json.GetProperty("kind").GetString()));
        Assert.InRange(trades.Json.GetProperty("rowsStored").GetInt64(), 1, 100);
        Assert.Contains("last 100 trades only", trades.Json.GetProperty("note").GetString(), StringComparison.Ordinal);
        JsonElement[] gaps = [.. (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json.EnumerateArray().Select(series => series.GetProperty("gaps"))];
        Assert.All(gaps, gap => Assert.Equal("venueHasNone", gap[0].GetProperty("reason").GetString()));
        Assert.Equal([1, 1], gaps.Select(gap => gap.GetArrayLength()));
    }

    [Fact]
    public async Task A_killed_download_goes_on_where_it_was()
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(24));
        string database = await databases.CreateAsync();
        DateTimeOffset end = Minute(DateTimeOffset.UtcNow);
        string[] command = ["--interval", "1s", "--from", Text(end.AddMinutes(-20)), "--to", Text(end)];
        await KillAfterFirstPageAsync(["data", "download", "--venue", "binance", "--symbol", "BTC-USDT", "--simulator", simulator.Address.ToString(), "--database", database, .. command]);
        JsonElement before = (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json[0];
        Assert.True(DateTimeOffset.Parse(before.GetProperty("to").GetString()!, CultureInfo.InvariantCulture) < end, "It was to be killed before its end.");
        long stored = before.GetProperty("rows").GetInt64();
        Assert.True(stored > 0, "It was to be killed after its first page.");

        Tb resumed = await DownloadAsync(simulator, database, "binance", command);
        Assert.Equal(ExitCode.Ok, resumed.ExitCode);
        Assert.Contains("it goes on", resumed.Errors, StringComparison.Ordinal);
        JsonElement after = (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json[0];
        Assert.Equal(stored + resumed.Json.GetProperty("rowsRead").GetInt64(), after.GetProperty("rows").GetInt64());
        Assert.Equal((0, end), (after.GetProperty("gaps").GetArrayLength(), DateTimeOffset.Parse(after.GetProperty("to").GetString()!, CultureInfo.InvariantCulture)));
        Assert.Equal(ExitCode.Ok, (await Tb.RunAsync("data", "check", "--database", database)).ExitCode);
    }

    [Fact]
    public async Task An_order_to_wait_is_obeyed_and_told()
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(5));
        string database = await databases.CreateAsync();
        using HttpClient http = new() { BaseAddress = simulator.Address };
        (await http.PostAsJsonAsync("/sim/faults", new { venue = "binance", fault = "rateLimit", durationMs = 2_000 }, Cancellation)).EnsureSuccessStatusCode();
        DateTimeOffset end = Minute(DateTimeOffset.UtcNow);
        Tb run = await DownloadAsync(simulator, database, "binance", "--interval", "1m", "--from", Text(end.AddMinutes(-3)), "--to", Text(end));
        Assert.Equal((ExitCode.Ok, 3L), (run.ExitCode, run.Json.GetProperty("rowsStored").GetInt64()));
        Assert.Contains("hit the rate limit (429)", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Waiting until", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ban_is_obeyed_by_the_next_start_without_a_request()
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(5));
        string database = await databases.CreateAsync();
        using HttpClient http = new() { BaseAddress = simulator.Address };
        (await http.PostAsJsonAsync("/sim/faults", new { venue = "binance", fault = "ban", retryAfter = 600, durationMs = 600_000 }, Cancellation)).EnsureSuccessStatusCode();
        string[] args =
        [
            "data", "download", "--venue", "binance", "--symbol", "BTC-USDT", "--interval", "1m", "--from", Text(Minute(DateTimeOffset.UtcNow).AddMinutes(-3)),
            "--simulator", simulator.Address.ToString(), "--database", database,
        ];
        foreach (string expected in (string[])["(418)", "by order of the venue"])
        {
            using CancellationTokenSource pressed = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            await using StringWriter output = new();
            await using CancellingWriter errors = new("Waiting until", pressed);
            Assert.Equal(ExitCode.Failed, await TbCommand.RunAsync(args, output, errors, pressed.Token));
            Assert.Contains(expected, errors.ToString(), StringComparison.Ordinal);
        }
        Assert.Equal(1, simulator.Faults.Single().Affected);
    }

    [Theory]
    [InlineData(" rows, ", 1_000)]
    [InlineData("Waiting until", 0)]
    public async Task An_interrupted_download_keeps_what_is_stored(string interruptedAt, int stored)
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(22));
        string database = await databases.CreateAsync();
        using HttpClient http = new() { BaseAddress = simulator.Address };
        if (stored == 0) (await http.PostAsJsonAsync("/sim/faults", new { venue = "binance", fault = "rateLimit", durationMs = 600_000 }, Cancellation)).EnsureSuccessStatusCode();
        using CancellationTokenSource pressed = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await using StringWriter output = new();
        await using CancellingWriter errors = new(interruptedAt, pressed);
        string[] args =
        [
            "data", "download", "--venue", "binance", "--symbol", "BTC-USDT", "--interval", "1s", "--from", Text(Minute(DateTimeOffset.UtcNow).AddMinutes(-20)),
            "--simulator", simulator.Address.ToString(), "--database", database,
        ];
        Assert.Equal(ExitCode.Failed, await TbCommand.RunAsync(args, output, errors, pressed.Token));
        Assert.Contains(stored == 0 ? "Interrupted." : "the same command goes on from there", stored == 0 ? errors.ToString() : output.ToString(), StringComparison.Ordinal);
        JsonElement list = (await Tb.RunAsync("data", "list", "--json", "--database", database)).Json;
        Assert.Equal(stored, list.EnumerateArray().Sum(series => (DateTimeOffset.Parse(series.GetProperty("to").GetString()!, CultureInfo.InvariantCulture)
            - DateTimeOffset.Parse(series.GetProperty("from").GetString()!, CultureInfo.InvariantCulture)).TotalSeconds));
    }

    [Theory]
    [InlineData("--symbol BTC-USDT --interval 1m --from 2026-01-01", "--venue is missing")]
    [InlineData("--venue binance --interval 1m --from 2026-01-01", "--symbol is missing")]
    [InlineData("--venue binance --symbol BTC-USDT --from 2026-01-01", "--interval is missing")]
    [InlineData("--venue binance --symbol BTC-USDT --interval 1m", "--from is missing")]
    [InlineData("--venue binance --symbol BTC-USDT --interval 1m --from yesterday", "--from is 'yesterday'; it must be a time such as 2026-01-01")]
    [InlineData("--venue binance --symbol BTCUSDT --interval 1m --from 2026-01-01", "--symbol is 'BTCUSDT'; it must be such as BTC-USDT")]
    [InlineData("--venue binance --symbol BTC-USDT --interval 1w --from 2026-01-01", "--interval is '1w'; it must be such as 1s, 1m, 15m, 1h or 1d")]
    [InlineData("--venue binance --symbol BTC-USDT --interval 1m --from 2026-01-02 --to 2026-01-01", "--to must be after --from")]
    [InlineData("--venue binance --symbol BTC-USDT --kind trades --interval 1m --from 2026-01-01", "--interval is for candles only")]
    [InlineData("--venue coinbase --symbol BTC-USDT --interval 1m --from 2026-01-01", "coinbase")]
    public async Task A_wrong_command_line_says_what_would_be_right(string line, string expected)
    {
        Tb run = await Tb.RunAsync(["data", "download", .. line.Split(' ')]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--venue kucoin --symbol BTC-USDT --interval 1s --from 2026-01-01", "KuCoin has no candles of 1s; it has 1m")]
    [InlineData("--venue kucoin --symbol BTC-USDT --kind aggTrades --from 2026-01-01", "KuCoin has no joined trades; use --kind trades")]
    [InlineData("--venue binance --symbol NON-SENSE --interval 1m --from 2026-01-01", "there is no symbol NON-SENSE")]
    [InlineData("--venue binance --symbol BTC-USDT --interval 1m --from 2099-01-01", "Between --from and the last closed candle lies nothing")]
    public async Task What_the_venue_does_not_have_is_refused(string line, string expected)
    {
        await using SimulatorHost simulator = await SimulateAsync(TimeSpan.FromMinutes(1));
        Tb run = await Tb.RunAsync(["data", "download", .. line.Split(' '), "--simulator", simulator.Address.ToString(), "--database", await databases.CreateAsync()]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    private static Task<SimulatorHost> SimulateAsync(TimeSpan warmUp) => SimulatorHost.StartAsync(new SimulatorOptions { Seed = 11, WarmUp = warmUp }, Cancellation);

    private static Task<Tb> DownloadAsync(SimulatorHost simulator, string database, string venue, params string[] rest) =>
        Tb.RunAsync(["data", "download", "--json", "--venue", venue, "--symbol", "BTC-USDT", "--simulator", simulator.Address.ToString(), "--database", database, .. rest]);

    private static async Task KillAfterFirstPageAsync(string[] args)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "tb.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        start.Environment["Exchanges__MinimumRequestDelay"] = "00:00:04";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation);
        string told = "";
        while (await process.StandardError.ReadLineAsync(Cancellation) is { } line && !(told += line + "\n").Contains(" rows, ", StringComparison.Ordinal)) { }
        process.Kill();
        await process.WaitForExitAsync(Cancellation);
        Assert.True(told.Contains(" rows, ", StringComparison.Ordinal), $"It ended before its first page: {told}{await output}");
    }

    private static DateTimeOffset Minute(DateTimeOffset time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0, TimeSpan.Zero);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Cancels as soon as certain words are written.</summary>
    private sealed class CancellingWriter(string words, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && value.Contains(words, StringComparison.Ordinal)) source.Cancel();
        }
    }
}
