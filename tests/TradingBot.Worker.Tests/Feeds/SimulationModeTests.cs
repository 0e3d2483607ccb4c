using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Reading;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Tests.Feeds;

/// <summary>The feeds move between two markets: a second simulator plays the exchange, reached as an egress gateway is.</summary>
public sealed class SimulationModeTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_feeds_move_to_the_simulator_and_back_and_nothing_fills_from_the_other_worlds_prices()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using SimulatorHost exchange = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 7, WarmUp = TimeSpan.FromMinutes(2) }, Cancellation);
        (string, string)[] settings = LiveSettings(exchange.Address);
        Guid account;
        Guid live;
        Guid simulated;
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, settings))
        {
            await UntilLiveAsync(worker, MarketWorld.Live);
            account = await worker.OpenAccountAsync();
            await BuyAsync(worker, account);
            live = await RestBelowAsync(worker, account);
            await MoveAsync(worker, simulation: true);
            await UntilLiveAsync(worker, MarketWorld.Simulated);
            AssertReachable(worker, servers.Exchange.Address, exchange.Address);
            List<ExecutionRow> before = await ExecutionsAsync(worker);
            Assert.All(before, execution => Assert.False(execution.Simulated));
            await BuyAsync(worker, account);
            simulated = await RestBelowAsync(worker, account);
            Fall(servers.Exchange);
            await WorkerUnderTest.UntilAsync(async () => (await ExecutionsAsync(worker)).Any(execution => execution.OrderId == simulated));
            await AssertMarksAsync(worker);
            Assert.Equal(before.Count(execution => execution.OrderId == live), (await ExecutionsAsync(worker)).Count(execution => execution.OrderId == live));
        }
        // A new process in between follows the control row, and what waits goes on waiting.
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, settings))
        {
            await UntilLiveAsync(worker, MarketWorld.Simulated);
            await BuyAsync(worker, account);
            Guid waits = await RestAsync(worker, account, 40_000m);
            await MoveAsync(worker, simulation: false);
            await UntilLiveAsync(worker, MarketWorld.Live);
            AssertReachable(worker, exchange.Address, servers.Exchange.Address);
            await BuyAsync(worker, account);
            Fall(exchange);
            await WorkerUnderTest.UntilAsync(async () => (await ExecutionsAsync(worker)).Any(execution => execution.OrderId == live));
            Assert.Equal("none", (await worker.DoAsync(account, new CancelOrderBody(waits))).Reason);
            await BuyAsync(worker, account);
            await AssertMarksAsync(worker);
            Assert.Equal(0m, await worker.Services.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
            List<EquityPointRow> points = await worker.ReadAsync(read => read.EquityPoints.OrderBy(row => row.EventSequence).ToListAsync(Cancellation));
            Assert.False(points[0].Simulated);
            Assert.Contains(points, point => point.Simulated);
        }
    }

    [Fact]
    public async Task A_live_market_that_can_not_be_reached_pauses_trading_says_so_and_the_way_back_is_open()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, LiveSettings(new Uri("http://127.0.0.1:1/")));
        await MoveAsync(worker, simulation: true);
        await UntilLiveAsync(worker, MarketWorld.Simulated);
        Guid account = await worker.OpenAccountAsync();
        Guid resting = await RestAsync(worker, account, 40_000m);
        await MoveAsync(worker, simulation: false);
        await WorkerUnderTest.UntilAsync(() => worker.Loop.Order is { Mode: TradingMode.Paused } order && order.Reason.StartsWith("waits for the live market: ", StringComparison.Ordinal));
        Assert.Equal("tradingHalted", (await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "market", 0.01m, null, null))).Reason);
        Assert.Equal("none", (await worker.DoAsync(account, new CancelOrderBody(resting))).Reason);
        await MoveAsync(worker, simulation: true);
        await UntilLiveAsync(worker, MarketWorld.Simulated);
        await BuyAsync(worker, account);
    }

    internal static (string, string)[] LiveSettings(Uri exchange) =>
        [("Exchanges:Feed", "live"), ("Exchanges:Gateway:binance", exchange.ToString()), ("Exchanges:Symbols:kucoin", "")];

    internal static Task<ControlSnapshot> MoveAsync(WorkerUnderTest worker, bool simulation) =>
        worker.Services.GetRequiredService<ControlStore>().SetSimulationModeAsync(simulation, "tester", Cancellation);

    internal static Task UntilLiveAsync(WorkerUnderTest worker, MarketWorld world) => WorkerUnderTest.UntilAsync(() => Task.FromResult(
        worker.Services.GetRequiredService<WorkerIdentity>().World == world && worker.Services.GetRequiredService<FeedSwitch>().Source == (world == MarketWorld.Live ? FeedSource.Live : FeedSource.Simulated)
        && worker.Loop is { IsLive: true, Order.Mode: TradingMode.Running }
        && worker.Services.GetRequiredService<FeedStatusBoard>().Streams().Any(stream => stream is { Venue: Venue.Binance, Stream: StreamKind.Book, Status: MarketStatus.Live })),
        instead: () => $"trading is {worker.Loop.Order.Mode} ({worker.Loop.Order.Reason}) in the {worker.Services.GetRequiredService<WorkerIdentity>().World} world, the feeds' is {worker.Services.GetRequiredService<FeedSwitch>().Source}, "
            + string.Join(", ", worker.Services.GetRequiredService<FeedStatusBoard>().Streams().Select(stream => $"{stream.Symbol} {stream.Stream} {stream.Status}")));

    // A market order needs the engine's book, which comes a moment after the board says so.
    internal static async Task BuyAsync(WorkerUnderTest worker, Guid account) => await WorkerUnderTest.UntilAsync(async () =>
        (await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "market", 0.01m, null, null))).Reason == "none");

    // Far enough not to be reached before the market is made to fall.
    private static async Task<Guid> RestBelowAsync(WorkerUnderTest worker, Guid account)
    {
        ExecutionRow last = (await ExecutionsAsync(worker)).MaxBy(execution => execution.ExecutionNumber)!;
        return await RestAsync(worker, account, decimal.Round(last.Price * 0.99m));
    }

    private static void Fall(SimulatorHost market) => market.Inject(new() { Fault = "spike", Venue = "binance", Symbol = "BTCUSDT", Percent = -5 });

    private static async Task<Guid> RestAsync(WorkerUnderTest worker, Guid account, decimal price)
    {
        CommandReply reply = await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.01m, price, "gtc"));
        Assert.Equal("none", reply.Reason);
        return reply.OrderId!.Value;
    }

    private static Task<List<ExecutionRow>> ExecutionsAsync(WorkerUnderTest worker) => worker.ReadAsync(read => read.TradeExecutions.ToListAsync(Cancellation));

    private static async Task AssertMarksAsync(WorkerUnderTest worker)
    {
        Dictionary<Guid, OrderRow> orders = await worker.ReadAsync(read => read.Orders.ToDictionaryAsync(row => row.OrderId, Cancellation));
        List<ExecutionRow> executions = await ExecutionsAsync(worker);
        Assert.All(executions, execution => Assert.Equal(orders[execution.OrderId].Simulated, execution.Simulated));
        Assert.Contains(executions, execution => execution.Simulated);
        Assert.Contains(executions, execution => !execution.Simulated);
    }

    private static void AssertReachable(WorkerUnderTest worker, Uri present, Uri other)
    {
        EgressGuard guard = worker.Services.GetRequiredService<EgressGuard>();
        using HttpRequestMessage allowed = new(HttpMethod.Get, new Uri(present, "/api/v3/time"));
        using HttpRequestMessage refused = new(HttpMethod.Get, new Uri(other, "/api/v3/time"));
        Assert.Null(guard.Probe(allowed));
        Assert.NotNull(guard.Probe(refused));
        Assert.Equal(0, guard.Denials);
    }
}
