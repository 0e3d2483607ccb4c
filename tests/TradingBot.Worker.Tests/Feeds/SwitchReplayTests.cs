using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Reading;

namespace TradingBot.Worker.Tests.Feeds;

/// <summary>What is left of a move between the worlds: a recording that gives the same, and a journal that is whole wherever the worker was killed.</summary>
public sealed class SwitchReplayTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Buy = new("binance", "BTC-USDT", "buy", "market", 0.01m, null, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recording_across_moves_there_and_back_gives_the_same_events_and_the_same_account()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using SimulatorHost exchange = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 9, WarmUp = TimeSpan.FromMinutes(2) }, Cancellation);
        string folder = Directory.CreateTempSubdirectory("tradingbot-recording-test-").FullName;
        try
        {
            Guid account;
            IReadOnlyList<EngineEvent> journal;
            await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, [.. RecordingTests.Recording(folder), .. SimulationModeTests.LiveSettings(exchange.Address)]))
            {
                await SimulationModeTests.UntilLiveAsync(worker, MarketWorld.Live);
                account = await worker.OpenAccountAsync();
                await SimulationModeTests.BuyAsync(worker, account);
                foreach (MarketWorld world in (MarketWorld[])[MarketWorld.Simulated, MarketWorld.Live])
                {
                    await SimulationModeTests.MoveAsync(worker, simulation: world == MarketWorld.Simulated);
                    await SimulationModeTests.UntilLiveAsync(worker, world);
                    await SimulationModeTests.BuyAsync(worker, account);
                }
                await worker.StopAsync();
                journal = await RecordingTests.JournalAsync(database, account);
            }

            (TradingEngine engine, List<EngineEvent> events, _) = RecordingTests.Replay(folder, account, journal[^1].AccountSequence);

            Assert.Equal([false, true, false], journal.OfType<OrderExecuted>().Select(executed => executed.Execution.Simulated).Aggregate(new List<bool>(), static (worlds, next) =>
            {
                if (worlds.Count == 0 || worlds[^1] != next) worlds.Add(next);
                return worlds;
            }));
            Assert.Contains(journal.OfType<EquityMarked>(), marked => marked.IsPeakAdjusted);
            Assert.Equal(journal.Select(RecordingTests.Text), events.Select(RecordingTests.Text));
            Assert.Equal(RecordingTests.HashOf(account, journal), engine.StateHash(new AccountId(account)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_worker_killed_while_it_moves_leaves_a_whole_journal_and_the_next_one_is_where_the_control_row_says()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using SimulatorHost exchange = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 10, WarmUp = TimeSpan.FromMinutes(2) }, Cancellation);
        string dataFolder = Directory.CreateTempSubdirectory("tradingbot-worker-test-").FullName;
        await using ServiceProvider client = ProcessTests.Client(database);
        Dictionary<string, string?> environment = ProcessTests.Environment(servers, database, dataFolder, SimulationModeTests.LiveSettings(exchange.Address));
        Guid account = Guid.CreateVersion7();
        Process worker = ProcessTests.StartQuiet(environment);
        try
        {
            Assert.Equal("none", (await ProcessTests.DoAsync(client, account, "open",
                new OpenAccountBody("Test", "USDT", new Dictionary<string, decimal> { ["USDT"] = 100_000m }, new(50_000m, 90_000m, 0.5m, 1_000))))?.Reason);
            await BuyUntilDoneAsync(client, account);
            // Killed at once, in the middle of the pause, and when the other market may be there already.
            (bool Simulation, int AfterMs)[] moves = [(true, 0), (false, 60), (true, 250), (false, 700)];
            foreach ((bool simulation, int afterMs) in moves)
            {
                Task<CommandReply?> underWay = ProcessTests.DoAsync(client, account, $"under-way-{afterMs}", Buy);
                await client.GetRequiredService<ControlStore>().SetSimulationModeAsync(simulation, "tester", Cancellation);
                await Task.Delay(afterMs, Cancellation);
                worker.Kill();
                await worker.WaitForExitAsync(Cancellation);
                worker.Dispose();
                worker = ProcessTests.StartQuiet(environment);
                await BuyUntilDoneAsync(client, account);
                Assert.NotNull(await underWay);
                Assert.Equal(simulation, (await ExecutionsAsync(client)).MaxBy(execution => execution.ExecutionNumber)!.Simulated);
            }
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync(CancellationToken.None);
            worker.Dispose();
            Directory.Delete(dataFolder, recursive: true);
        }

        IReadOnlyList<EngineEvent> journal = await RecordingTests.JournalAsync(database, account);
        Assert.Equal(Enumerable.Range(1, journal.Count), journal.Select(happened => (int)happened.AccountSequence));
        Dictionary<Guid, MarketWorld> accepted = journal.OfType<OrderAccepted>().ToDictionary(order => order.Terms.OrderId, order => order.Terms.World);
        Assert.All(journal.OfType<OrderExecuted>(), executed =>
            Assert.Equal(executed.Execution.Simulated ? MarketWorld.Simulated : MarketWorld.Live, accepted[executed.Execution.OrderId]));
        Assert.Equal(journal.OfType<OrderExecuted>().Count(), (await ExecutionsAsync(client)).Count);
        Assert.Equal(0m, await client.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
        // The journal makes an account without any broken invariant.
        Assert.NotEmpty(RecordingTests.HashOf(account, journal));
    }

    private static Task BuyUntilDoneAsync(ServiceProvider client, Guid account) => WorkerUnderTest.UntilAsync(async () =>
        (await ProcessTests.DoAsync(client, account, Guid.NewGuid().ToString(), Buy))?.Reason == "none");

    private static Task<List<ExecutionRow>> ExecutionsAsync(ServiceProvider client) =>
        WorkerUnderTest.ReadAsync(client, read => read.TradeExecutions.ToListAsync(Cancellation));
}
