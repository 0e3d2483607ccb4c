using System.Text.Json;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Orders;
using TradingBot.LocalStack.Redis;
using TradingBot.Storage.Live;

namespace TradingBot.Api.Tests.Live;

/// <summary>A system with a Redis of its own.</summary>
public sealed class LiveSystem(Servers servers) : RunningSystem(servers)
{
    internal TemporaryRedis? Redis { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        Redis = await Servers.StartRedisAsync();
        await StartAsync(("ConnectionStrings:redis", Redis.ConnectionString));
        // The bus connects when it is first used.
        await Eventually.TrueAsync(async () =>
        {
            Tell(LiveTests.Ticker(1m));
            JsonElement health = await Api.GetAsync("/api/health/detailed");
            return health.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "redis").GetProperty("status").GetString() == "healthy"
                && Worker.Get<LiveBus>().IsConnected;
        });
    }

    internal void Tell(LiveMessage message) => Worker.Get<LiveBus>().Publish(message);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Redis is not null) await Redis.DisposeAsync();
    }
}

public sealed class LiveTests(LiveSystem system) : SystemTests<LiveSystem>(system)
{
    [Fact]
    public async Task A_connection_gets_the_present_state_first_and_then_the_news()
    {
        System.Tell(Ticker(50_000m));
        System.Tell(Book(1));
        await Eventually.TrueAsync(async () =>
            (await Api.GetAsync<Page<TickerContract>>("/api/market-data/tickers?venue=binance")).Items.Any(ticker => ticker.Last == 50_000m));
        await using EventStream stream = await EventStream.OpenAsync(Api, "tickers,book:binance:btcusdt,trades:BINANCE:BTC-USDT,candles:binance:BTC-USDT:5");
        await stream.UntilAsync("ticker", ticker => ticker.GetProperty("last").GetString() == "50000");
        JsonElement book = await stream.UntilAsync("book", _ => true);
        Assert.Equal((20, 20), (book.GetProperty("bids").GetArrayLength(), book.GetProperty("asks").GetArrayLength()));

        System.Tell(Ticker(50_001m));
        System.Tell(new LiveTrades("binance", "BTC-USDT", 2, [Trade(12), Trade(11), Trade(10)]));
        System.Tell(new LiveBar("binance", "BTC-USDT", 5, DateTimeOffset.UnixEpoch, 1, 3, 1, 2, 7, Closed: true));
        await stream.UntilAsync("ticker", ticker => ticker.GetProperty("last").GetString() == "50001");
        Assert.Equal(11, (await stream.UntilAsync("trade", _ => true)).GetProperty("tradeId").GetInt64());
        Assert.Equal(12, (await stream.UntilAsync("trade", _ => true)).GetProperty("tradeId").GetInt64());
        JsonElement candle = await stream.UntilAsync("candle", _ => true);
        Assert.Equal(("2", JsonValueKind.True), (candle.GetProperty("candle").GetProperty("close").GetString(), candle.GetProperty("closed").ValueKind));
    }

    [Fact]
    public async Task Market_data_is_read_over_HTTP_too()
    {
        System.Tell(Book(77));
        System.Tell(new LiveTrades("binance", "BTC-USDT", 1, [Trade(102), Trade(101)]));
        await Eventually.TrueAsync(async () =>
        {
            using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, "/api/market-data/binance/BTCUSDT/book?depth=3");
            return response.IsSuccessStatusCode && (await RunningApi.ReadAsync<BookContract>(response, global::System.Net.HttpStatusCode.OK)) is { UpdateId: 77, Bids.Count: 3, Asks.Count: 3 };
        });
        await Eventually.TrueAsync(async () => (await Api.GetAsync<Page<MarketTradeContract>>("/api/market-data/binance/BTC-USDT/trades?limit=1")).Items is [{ TradeId: 102 }]);
        Assert.Equal(3, (await Api.GetAsync<Page<InstrumentContract>>("/api/market-data/instruments")).Items.Count);
        InstrumentContract instrument = (await Api.GetAsync<Page<InstrumentContract>>("/api/market-data/instruments?venue=kucoin")).Items.Single();
        Assert.Equal((0.01m, 0.00001m, 5m, 0.001m), (instrument.TickSize, instrument.LotSize, instrument.MinNotional, instrument.TakerFee));
    }

    [Fact]
    public async Task An_account_stream_tells_orders_executions_and_the_portfolio_at_its_last_mark()
    {
        await using EventStream stream = await EventStream.OpenAsync(Api, "account:default");
        await stream.UntilAsync("portfolio", portfolio => portfolio.GetProperty("accountId").GetGuid() == System.Account);

        OrderContract order = await System.BuyAsync(0.1m);
        ExecutionContract execution = (await Api.GetAsync<Page<ExecutionContract>>($"/api/executions?orderId={order.OrderId}")).Items[0];
        System.Tell(new LiveOrder(System.Account, order.OrderId, "filled", DateTimeOffset.UtcNow));
        System.Tell(new LiveExecution(
            System.Account, execution.ExecutionId, order.OrderId, "binance", "BTC-USDT", "buy", execution.Price, execution.Quantity, execution.Notional, execution.Fee,
            execution.FeeAsset, execution.Role, 0, null, true, execution.ExecutedAt));
        System.Tell(new LiveEquity(
            System.Account, 99_999m, 94_999m, 0, -1m, 0.00001m, "active", DateTimeOffset.UtcNow, [new LivePosition("binance", "BTC-USDT", 0.1m, 50_010m, 50_000m, -1m)]));
        await stream.UntilAsync("order", told => told.GetProperty("orderId").GetGuid() == order.OrderId && told.GetProperty("status").GetString() == "filled");
        await stream.UntilAsync("execution", told => told.GetProperty("executionId").GetGuid() == execution.ExecutionId);
        JsonElement portfolio = await stream.UntilAsync("portfolio", told => told.GetProperty("equity").GetString() == "99999");
        Assert.Equal("50000", portfolio.GetProperty("positions")[0].GetProperty("markPrice").GetString());
        Assert.Equal(99_999m, (await Api.GetAsync<PortfolioSummary>("/api/portfolio/summary")).Equity);
    }

    [Fact]
    public async Task A_stop_is_told_to_everybody_who_watches_the_system()
    {
        await using EventStream stream = await EventStream.OpenAsync(Api, "system");
        await stream.UntilAsync("safety", safety => safety.GetProperty("mode").GetString() == "running");
        await stream.UntilAsync("venue", _ => true);
        await Api.PostAsync<JsonElement>("/api/emergency/stop-all-trading", new { reason = "live test" });
        await stream.UntilAsync("safety", safety => safety.GetProperty("mode").GetString() == "stopped");
        await Api.PostAsync<JsonElement>("/api/emergency/resume", new { reason = "live test", confirm = "RESUME" });
        await stream.UntilAsync("safety", safety => safety.GetProperty("mode").GetString() == "running");
    }

    internal static LiveTicker Ticker(decimal last) => new("binance", "BTC-USDT", last, last - 1, last + 1, "live", DateTimeOffset.UtcNow);

    private static LiveTrade Trade(long id) => new(id, 50_000m, 0.5m, "buy", DateTimeOffset.UtcNow);

    internal static LiveBook Book(long updateId) => new(
        "binance", "BTC-USDT", updateId, "live", DateTimeOffset.UtcNow,
        [.. Enumerable.Range(0, 50).Select(level => new LiveLevel(49_990m - level, 1.5m))], [.. Enumerable.Range(0, 50).Select(level => new LiveLevel(50_010m + level, 1.5m))]);
}

public sealed class LiveWithoutRedisTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Fact]
    public async Task Without_Redis_accounts_are_told_from_the_database_and_health_says_degraded()
    {
        await using EventStream stream = await EventStream.OpenAsync(Api, $"account:{System.Account},tickers,system");
        OrderContract order = await System.BuyAsync(0.1m);
        await stream.UntilAsync("order", told => told.GetProperty("orderId").GetGuid() == order.OrderId && told.GetProperty("status").GetString() == "filled");
        await stream.UntilAsync("execution", told => told.GetProperty("orderId").GetGuid() == order.OrderId);
        await stream.UntilAsync("safety", _ => true);
        JsonElement health = await Api.GetAsync("/api/health/detailed");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains("database once per second", health.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_connection_is_noticed_by_its_missing_heartbeat()
    {
        await using EventStream stream = await EventStream.OpenAsync(Api, "tickers");
        Assert.True((await stream.UntilAsync("heartbeat", _ => true)).TryGetProperty("at", out _));
    }
}
