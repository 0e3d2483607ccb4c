using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Reading;

namespace TradingBot.Worker.Tests;

public sealed class TradingTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Buy = new("binance", "BTC-USDT", "buy", "market", 0.01m, null, null);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_answered_after_it_is_durable_and_a_restart_has_the_same_account()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        Guid account;
        List<BalanceRow> before;
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database))
        {
            await worker.ReadyAsync();
            account = await worker.OpenAccountAsync();
            CommandReply bought = await worker.DoAsync(account, Buy);
            Assert.Equal("none", bought.Reason);
            OrderRow order = await worker.ReadAsync(read => read.Orders.SingleAsync(row => row.OrderId == bought.OrderId, Cancellation));
            Assert.Equal(("filled", 0.01m), (order.Status, order.FilledQuantity));
            CommandReply resting = await worker.DoAsync(account, new PlaceOrderBody("binance", "BTCUSDT", "buy", "limit", 0.01m, 40_000m, "gtc"));
            Assert.Equal("none", resting.Reason);
            List<ExecutionRow> executions = await worker.ReadAsync(read => read.TradeExecutions.ToListAsync(Cancellation));
            Assert.NotEmpty(executions);
            Assert.All(executions, execution => Assert.True(execution is { IsPaperTrade: true, Simulated: true }));
            before = await BalancesAsync(worker);
        }
        await using WorkerUnderTest again = await WorkerUnderTest.StartAsync(servers, database);
        await again.ReadyAsync();
        Assert.Equivalent(before, await BalancesAsync(again), strict: true);
        Assert.Contains(new AccountId(account), again.Loop.Leases.Keys);
        CommandReply cancelled = await again.DoAsync(account, new CancelAllBody());
        Assert.Equal(("none", 1), (cancelled.Reason, cancelled.Count));
        Assert.Equal(0m, await again.Services.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
    }

    [Theory]
    [InlineData("binance", "NO-SUCH", "buy", "market", "0.01", null, null, "unknownInstrument", "BTC-USDT")]
    [InlineData("mtgox", "BTC-USDT", "buy", "market", "0.01", null, null, "invalidParameter", "binance or kucoin")]
    [InlineData("binance", "BTC-USDT", "hold", "market", "0.01", null, null, "invalidParameter", "buy or sell")]
    [InlineData("binance", "BTC-USDT", "buy", "stopped", "0.01", null, null, "invalidParameter", "trailingStop")]
    [InlineData("binance", "BTC-USDT", "buy", "stop", "0.01", null, null, "triggerNotValid", "triggerPrice")]
    [InlineData("binance", "BTC-USDT", "buy", "limit", "0.01", "1000", "gtx", "invalidParameter", "postOnly")]
    [InlineData("binance", "BTC-USDT", "buy", "limit", "0.01", "1000", "gtd", "expiryNotValid", "expireAt")]
    [InlineData("binance", "BTC-USDT", "buy", "limit", "0.01", "1000.0001", "gtc", "priceOffTick", "")]
    [InlineData("binance", "BTC-USDT", "buy", "market", "0.000000001", null, null, "quantityOffLot", "")]
    [InlineData("binance", "BTC-USDT", "buy", "market", "79228162514264337593543950335", null, null, "quantityOffLot", "")]
    public async Task A_wrong_order_is_refused_with_the_reason_and_what_would_be_right(
        string venue, string symbol, string side, string type, string quantity, string? price, string? timeInForce, string reason, string hint)
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        CommandReply reply = await worker.DoAsync(account, new PlaceOrderBody(venue, symbol, side, type,
            decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture),
            price is null ? null : decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), timeInForce));
        Assert.Equal(reason, reply.Reason);
        Assert.Contains(hint, reply.Message, StringComparison.Ordinal);
        Assert.True(worker.Loop.IsLive);
    }

    [Fact]
    public async Task A_stop_waits_in_the_account_and_is_cancelled_with_the_orders_of_its_instrument()
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        CommandReply reply = await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "stopLimit", 0.001m, 400_000m, null) { TriggerPrice = 300_000m, TriggerSource = "bestPrice" });
        Assert.Equal(("none", null), (reply.Reason, reply.Message));
        OrderRow order = await worker.ReadAsync(read => read.Orders.SingleAsync(row => row.OrderId == reply.OrderId, Cancellation));
        Assert.Equal(("open", "stopLimit", 300_000m, "bestPrice"), (order.Status, order.Type, order.TriggerPrice, order.TriggerSource));
        Assert.Equal(("none", 0), await CancelAsync(new CancelAllBody { Venue = "kucoin", Symbol = "BTC-USDT" }));
        Assert.Equal(("none", 0), await CancelAsync(new CancelAllBody { StrategyId = "nobody" }));
        Assert.Equal(("none", 1), await CancelAsync(new CancelAllBody { Venue = "binance", Symbol = "BTCUSDT" }));
        Assert.Equal(("unknownInstrument", 0), await CancelAsync(new CancelAllBody { Venue = "binance", Symbol = "NO-SUCH" }));

        async Task<(string, int)> CancelAsync(CancelAllBody body)
        {
            CommandReply cancelled = await worker.DoAsync(account, body);
            return (cancelled.Reason, cancelled.Count);
        }
    }

    [Fact]
    public async Task Commands_for_an_account_or_strategy_that_is_not_there_are_answered_too()
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        Assert.Equal("unknownAccount", (await worker.DoAsync(Guid.NewGuid(), Buy)).Reason);
        Assert.Equal("unknownOrder", (await worker.DoAsync(account, new CancelOrderBody(Guid.NewGuid()))).Reason);
        Assert.Equal("unknownStrategy", (await worker.DoAsync(account, new ConfigureStrategyBody("nobody", IsRunning: true))).Reason);
        Assert.Equal("invalidParameter", (await worker.DoAsync(account, new SetRiskLimitsBody(-1m, 1m, 0.1m, 1))).Reason);
        CommandReply unknownModel = await worker.DoAsync(account, new SetExecutionModelBody("perfect"));
        Assert.Equal("invalidParameter", unknownModel.Reason);
        Assert.Contains("immediate, expected, pessimistic, optimistic", unknownModel.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strategy_is_added_stopped_and_started_and_tells_what_it_knows()
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        Assert.Equal("none", (await worker.DoAsync(account, new ConfigureStrategyBody("cross", "ma-cross", "binance", "BTC-USDT", 5))).Reason);
        Assert.Equal("none", (await worker.DoAsync(account, new ConfigureStrategyBody("cross", IsRunning: false))).Reason);
        StrategyRow row = await worker.ReadAsync(read => read.Strategies.SingleAsync(candidate => candidate.StrategyId == "cross", Cancellation));
        Assert.Equal(("ma-cross", 5, false), (row.Kind, row.BarSeconds, row.IsRunning));
        await WorkerUnderTest.UntilAsync(async () => (await worker.ReadAsync(read =>
            read.Strategies.SingleAsync(candidate => candidate.StrategyId == "cross", Cancellation))).Runtime?.Contains("\"warm\"", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task A_stop_is_obeyed_within_a_second_each_time_and_cancels_what_rests()
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        ControlStore control = worker.Services.GetRequiredService<ControlStore>();
        List<double> elapsed = [];
        for (int round = 0; round < 5; round++)
        {
            Assert.Equal("none", (await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, null))).Reason);
            System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
            ControlSnapshot stopped = await control.StopAsync("drill", "tester", Cancellation);
            IReadOnlyList<ControlAcknowledgement> said = await control.WaitForAcknowledgementsAsync(stopped.Epoch, TimeSpan.FromSeconds(5), Cancellation);
            elapsed.Add(watch.Elapsed.TotalMilliseconds);
            Assert.True(said.Single() is { Acknowledged: true, CancelledOrders: >= 1 }, said.Single().ToString());
            Assert.Equal("tradingHalted", (await worker.DoAsync(account, Buy)).Reason);
            ControlSnapshot resumed = await control.ResumeAsync("drill over", "tester", Cancellation);
            Assert.All(await control.WaitForAcknowledgementsAsync(resumed.Epoch, TimeSpan.FromSeconds(5), Cancellation), acknowledgement => Assert.True(acknowledgement.Acknowledged));
        }
        TestContext.Current.SendDiagnosticMessage($"stop acknowledged after {string.Join(", ", elapsed.Select(value => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture)))} ms");
        Assert.All(elapsed, value => Assert.InRange(value, 0, 5_000));
        Assert.Equal(0, await worker.ReadAsync(read => read.Orders.CountAsync(row => row.Status == "open", Cancellation)));
    }

    [Fact]
    public async Task A_report_is_made_of_the_day_so_far_and_a_wrong_one_is_refused()
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        Assert.Equal("none", (await worker.DoAsync(account, Buy)).Reason);
        DateTimeOffset day = new(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);
        CommandReply made = await worker.DoAsync(account, new GenerateReportBody("daily-performance", day, day.AddDays(1)));
        ReportRow report = await worker.ReadAsync(read => read.Reports.SingleAsync(row => row.ReportId == made.ReportId, Cancellation));
        using System.Text.Json.JsonDocument body = System.Text.Json.JsonDocument.Parse(report.Body);
        int executions = await worker.ReadAsync(read => read.TradeExecutions.CountAsync(row => row.AccountId == account, Cancellation));
        Assert.Equal((executions, "100000"), (body.RootElement.GetProperty("executions").GetInt32(), body.RootElement.GetProperty("startEquity").GetString()));
        decimal Amount(string name) => decimal.Parse(body.RootElement.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Amount("endEquity") - Amount("startEquity"), Amount("netProfit"));
        Assert.Equal("invalidParameter", (await worker.DoAsync(account, new GenerateReportBody("horoscope", day, day.AddDays(1)))).Reason);
    }

    [Fact]
    public async Task The_latch_file_stops_trading_and_its_release_lets_it_go_on()
    {
        (WorkerUnderTest worker, Guid account) = await servers.SharedWorkerAsync();
        StopLatch latch = worker.Services.GetRequiredService<StopLatch>();
        latch.Set("by hand");
        await WorkerUnderTest.UntilAsync(() => worker.Loop.Order.Mode == Engine.TradingMode.Stopped);
        CommandReply reply = await worker.DoAsync(account, Buy);
        Assert.Equal("tradingHalted", reply.Reason);
        latch.Release();
        await WorkerUnderTest.UntilAsync(() => worker.Loop.Order.Mode == Engine.TradingMode.Running);
        Assert.Equal("none", (await worker.DoAsync(account, Buy)).Reason);
    }

    [Fact]
    public async Task Settings_that_ask_for_real_trading_stop_all_trading_and_are_audited()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, ("PAPER_TRADING", "false"), ("ALLOW_REAL_TRADES", "true"));
        await worker.ReadyAsync();
        Guid account = await worker.OpenAccountAsync();
        Assert.Equal("tradingHalted", (await worker.DoAsync(account, Buy)).Reason);
        using HttpClient client = new() { BaseAddress = worker.Address };
        Assert.Contains("\npaper_trading_mode 0\n", await client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        await WorkerUnderTest.UntilAsync(async () => await worker.Services.GetRequiredService<AuditLog>().CountAsync(AuditEvents.PaperTradingViolation, DateTimeOffset.UnixEpoch, Cancellation) == 1);
        await WorkerUnderTest.UntilAsync(async () => await worker.ReadAsync(read => read.SafetyStatus.AnyAsync(row => row.Layer == "configuration" && row.Status == "failed", Cancellation)));
        Assert.Empty(await worker.ReadAsync(read => read.TradeExecutions.ToListAsync(Cancellation)));
    }

    [Fact]
    public async Task The_demonstration_account_is_opened_once_with_three_running_strategies()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        for (int start = 0; start < 2; start++)
        {
            await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database,
                ("Demonstration:Enabled", "true"), ("Exchanges:Symbols:binance", "BTC-USDT,ETH-USDT,SOL-USDT"), ("Exchanges:Symbols:kucoin", ""));
            await WorkerUnderTest.UntilAsync(async () => await worker.ReadAsync(read => read.Strategies.CountAsync(row => row.IsRunning, Cancellation)) == 3);
            AccountRow account = await worker.ReadAsync(read => read.Accounts.SingleAsync(Cancellation));
            Assert.Equal(("Demo", true), (account.Name, account.IsVirtual));
            Assert.Equal(["BTC-USDT", "ETH-USDT", "SOL-USDT"], (await worker.ReadAsync(read => read.Strategies.OrderBy(row => row.Symbol).ToListAsync(Cancellation))).Select(row => row.Symbol));
        }
    }

    private static Task<List<BalanceRow>> BalancesAsync(WorkerUnderTest worker) =>
        worker.ReadAsync(read => read.Balances.OrderBy(row => row.Asset).ToListAsync(Cancellation));
}
