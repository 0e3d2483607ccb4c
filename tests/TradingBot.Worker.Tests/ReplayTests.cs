using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TradingBot.Engine.Events;
using TradingBot.Storage.Commands;

namespace TradingBot.Worker.Tests;

/// <summary><c>tb replay</c> and <c>tb drift</c> on what a real worker recorded and journaled.</summary>
public sealed class ReplayTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Buy = new("binance", "BTC-USDT", "buy", "market", 0.01m, null, null);
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_are_repeated_bit_for_bit_and_a_row_of_the_journal_that_was_changed_is_told_with_both_sides()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-replay-test-").FullName;
        try
        {
            Guid account = await TradeAsync(database, folder);
            IReadOnlyList<EngineEvent> journal = await RecordingTests.JournalAsync(database, account);

            (int code, string output) = await ReplayAsync(database, folder, account);
            Assert.True(code == 0, output);
            Assert.Contains("2 sessions", output, StringComparison.Ordinal);
            Assert.Contains($"{journal.Count} of {journal.Count} events of the journal the same", output, StringComparison.Ordinal);
            Assert.Contains("THE SAME", output, StringComparison.Ordinal);

            // A part of the time: the events of it, and no more.
            DateTimeOffset middle = DateTimeOffset.UnixEpoch.AddTicks(journal[journal.Count / 2].TimeNs / 100);
            int later = journal.Count(happened => DateTimeOffset.UnixEpoch.AddTicks(happened.TimeNs / 100) >= middle);
            (code, output) = await ReplayAsync(database, folder, account, "--from", middle.ToString("O"));
            Assert.True(code == 0, output);
            Assert.InRange(later, 1, journal.Count - 1);

            OrderExecuted changed = journal.OfType<OrderExecuted>().First();
            await ChangeAsync(database, account, changed.AccountSequence, $"jsonb_set(payload, '{{execution,price}}', to_jsonb({changed.Execution.Price.Units + 1}))");
            (code, output) = await ReplayAsync(database, folder, account);
            Assert.Equal(1, code);
            Assert.Contains($"DIFFERS at event {changed.AccountSequence} of the account", output, StringComparison.Ordinal);
            Assert.Contains($"\"price\":{changed.Execution.Price.Units + 1}", Line(output, "  journal: "), StringComparison.Ordinal);
            Assert.Contains($"\"price\":{changed.Execution.Price.Units}", Line(output, "  replay:  "), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task What_no_recording_explains_is_not_called_the_same()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-replay-test-").FullName;
        try
        {
            Guid account = await TradeAsync(database, folder);
            foreach (string segment in Directory.GetFiles(Path.Combine(folder, "recordings"), "*.tbr*").Order(StringComparer.Ordinal).Take(1)) File.Delete(segment);

            (int code, string output) = await ReplayAsync(database, folder, account);

            Assert.Equal(1, code);
            Assert.Contains("NOT PROVEN", output, StringComparison.Ordinal);
            (code, output) = await ReplayAsync(database, folder, Guid.NewGuid());
            Assert.Equal(1, code);
            Assert.Contains("The journal has no account", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_backtest_on_the_recording_does_what_the_strategy_did_live_and_what_differs_says_why()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("tradingbot-replay-test-").FullName;
        try
        {
            Guid account;
            DateTimeOffset limited;
            await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, RecordingTests.Recording(folder)))
            {
                await worker.ReadyAsync();
                account = await worker.OpenAccountAsync();
                Dictionary<string, decimal> parameters = new() { ["fastBars"] = 1, ["slowBars"] = 2, ["slippageBasisPoints"] = 50 };
                Assert.Equal("none", (await worker.DoAsync(account, new ConfigureStrategyBody("quick", "ma-cross", "binance", "BTC-USDT", 1, parameters, true))).Reason);
                await UntilOrdersAsync(worker, orders: 5);
                limited = DateTimeOffset.UtcNow;
                Assert.Equal("none", (await worker.DoAsync(account, new SetRiskLimitsBody(1m, 90_000m, 0.5m, 100))).Reason);
                await WorkerUnderTest.UntilAsync(() => worker.ReadAsync(read => read.Orders.AnyAsync(row => row.RejectReason == "riskOrderNotional", Cancellation)));
                await worker.StopAsync();
            }

            string[] quick = ["--strategy", "quick"];
            (int code, string output) = await RunAsync("drift", database, folder, account, [.. quick, "--to", limited.ToString("O")]);
            Assert.True(code == 0, output);
            Assert.Contains("0 differences", output, StringComparison.Ordinal);
            Assert.Matches("[1-9][0-9]* the same", output);

            // Once its orders are too large for its limits, live they are refused, and the backtest says that it is that.
            (code, output) = await RunAsync("drift", database, folder, account, quick);
            Assert.Equal(1, code);
            Assert.Matches("refused: RiskOrderNotional.* (risk|configuration) ", output);

            (code, output) = await RunAsync("drift", database, folder, account, [.. quick, "--set", "slowBars=9", "--to", limited.ToString("O")]);
            Assert.Equal(1, code);
            Assert.Contains("the backtest has slowBars 9, the live session 2", output, StringComparison.Ordinal);
            (code, output) = await RunAsync("drift", database, folder, account, "--strategy", "other");
            Assert.Equal(1, code);
            Assert.Contains("ran in no recorded session", output, StringComparison.Ordinal);
            Assert.Equal(2, (await RunAsync("drift", database, folder, account, [.. quick, "--set", "slowBars"])).Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task UntilOrdersAsync(WorkerUnderTest worker, int orders) =>
        WorkerUnderTest.UntilAsync(async () => await worker.ReadAsync(read => read.Orders.CountAsync(row => row.StrategyId == "quick" && row.FilledQuantity > 0, Cancellation)) >= orders, seconds: 180);

    // Two processes one after the other; the first loses its leases in between, so that it throws its accounts away and rebuilds them.
    private async Task<Guid> TradeAsync(TestDatabase database, string folder)
    {
        Guid account;
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, RecordingTests.Recording(folder)))
        {
            await worker.ReadyAsync();
            account = await worker.OpenAccountAsync();
            await TradeAsync(worker, account);
            await ExecuteAsync(database, "UPDATE worker_leases SET epoch = epoch + 1");
            await TradeAsync(worker, account);
        }
        await using WorkerUnderTest again = await WorkerUnderTest.StartAsync(servers, database, RecordingTests.Recording(folder));
        await again.ReadyAsync();
        await TradeAsync(again, account);
        await again.StopAsync();
        return account;
    }

    private static async Task TradeAsync(WorkerUnderTest worker, Guid account)
    {
        Assert.Equal("none", (await worker.DoAsync(account, Buy)).Reason);
        Assert.Equal("none", (await worker.DoAsync(account, Rest)).Reason);
        Assert.Equal("none", (await worker.DoAsync(account, new CancelAllBody())).Reason);
    }

    private static Task<(int Code, string Output)> ReplayAsync(TestDatabase database, string folder, Guid account, params string[] more) => RunAsync("replay", database, folder, account, more);

    private static async Task<(int Code, string Output)> RunAsync(string command, TestDatabase database, string folder, Guid account, params string[] more)
    {
        // Of the same build as these tests.
        DirectoryInfo built = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string root = built.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        string program = Path.Combine(root, "TradingBot.Cli", "bin", built.Parent.Name, built.Name, "tb.dll");
        ProcessStartInfo start = new("dotnet", [program, command, "--account", account.ToString(), "--folder", Path.Combine(folder, "recordings"), "--database", database.Application, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Cancellation), errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output + await errors);
    }

    private static string Line(string output, string begin) => output.Split('\n').Single(line => line.StartsWith(begin, StringComparison.Ordinal));

    // As somebody who owns the database and switches its guards off.
    private static Task ChangeAsync(TestDatabase database, Guid account, long sequence, string payload) => ExecuteAsync(database, $"""
        ALTER TABLE engine_events DISABLE TRIGGER USER;
        UPDATE engine_events SET payload = {payload} WHERE account_id = '{account}' AND sequence = {sequence};
        ALTER TABLE engine_events ENABLE TRIGGER USER
        """);

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using NpgsqlConnection owner = new(database.Owner);
        await owner.OpenAsync(Cancellation);
        await using NpgsqlCommand change = new(sql, owner);
        await change.ExecuteNonQueryAsync(Cancellation);
    }
}
