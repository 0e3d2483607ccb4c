using System.Diagnostics;
using System.Net;
using Microsoft.Playwright;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;
using TradingBot.SystemTests.Browser;
using static Microsoft.Playwright.Assertions;

namespace TradingBot.SystemTests.Running;

/// <summary>The whole product on the simulated market. The tests share it; each leaves it trading.</summary>
public sealed partial class RunningSystemTests(RunningSystem running, Chromium chromium) : IClassFixture<RunningSystem>
{
    [Fact]
    public async Task A_strategy_executes_an_order_that_api_database_and_page_show()
    {
        ExecutionContract execution = await running.WaitForStrategyExecutionAsync();
        Assert.True(execution.IsPaperTrade);
        Assert.True(execution.Simulated);
        Assert.Equal(execution.Price * execution.Quantity, execution.Notional);
        List<(decimal Price, decimal Quantity, bool IsPaper)> stored = await running.QueryAsync(
            $"SELECT price, quantity, is_paper_trade FROM trade_executions WHERE execution_id = '{execution.ExecutionId}'",
            row => (row.GetDecimal(0), row.GetDecimal(1), row.GetBoolean(2)));
        Assert.Equal((execution.Price, execution.Quantity, true), Assert.Single(stored));
        await LedgerLaws.HoldAsync(running);

        await using WatchedPage watched = await chromium.OpenAsync(running.Web);
        await watched.GoAsync("trade");
        await Expect(watched.Page.Locator($"[data-execution='{execution.ExecutionId}']")).ToContainTextAsync(execution.Symbol);
        await Expect(watched.Page.GetByText("SIMULATED MARKET")).ToBeVisibleAsync();
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task Every_page_is_live_and_without_error()
    {
        await running.WaitForStrategyExecutionAsync();
        foreach (string path in (string[])["", "markets", "trade", "strategies", "safety"])
        {
            await using WatchedPage watched = await chromium.OpenAsync(running.Web, scheme: ColorScheme.Dark);
            await watched.GoAsync(path);
            await Expect(watched.Page.Locator("[data-venue=binance]")).ToContainTextAsync("Live");
            await Expect(watched.Page.GetByText("Loading…")).ToHaveCountAsync(0);
            if (path == "markets") await BookChangesAsync(watched);
            await watched.Page.WaitForTimeoutAsync(2_000);
            await watched.PictureAsync($"running-{(path.Length == 0 ? "overview" : path)}-dark");
            Assert.Empty(watched.Faults);
        }
    }

    [Fact]
    public async Task An_order_is_acknowledged_once_stored_and_cancelled()
    {
        PlaceOrderRequest request = await RestingOrderAsync();
        string key = Guid.CreateVersion7().ToString();
        OrderContract placed = await running.PostAsync<OrderContract>("api/orders", request, key);
        OrderContract repeated = await running.PostAsync<OrderContract>("api/orders", request, key);
        Assert.Equal("open", placed.Status);
        Assert.Equal(placed.OrderId, repeated.OrderId);
        Assert.Equal(["open"], await running.QueryAsync($"SELECT status FROM orders WHERE order_id = '{placed.OrderId}'", row => row.GetString(0)));
        OrderContract cancelled = await running.PostAsync<OrderContract>($"api/orders/{placed.OrderId}/cancel");
        Assert.Equal("canceled", cancelled.Status);
        using HttpResponseMessage offTick = await running.SendAsync("api/orders", request with { Price = request.Price + 0.000_001m });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, offTick.StatusCode);
        Assert.Contains("tick", await offTick.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_emergency_stop_on_the_page_cancels_and_refuses_and_the_way_back_opens_again()
    {
        OrderContract open = await running.PostAsync<OrderContract>("api/orders", await RestingOrderAsync());
        await using WatchedPage watched = await chromium.OpenAsync(running.Web);
        await watched.GoAsync("safety");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Emergency stop" }).ClickAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Stop all trading now" }).ClickAsync();
        await Expect(watched.Page.GetByText("Trading is stopped:")).ToBeVisibleAsync();
        await Expect(watched.Page.Locator("#trading-mode.alarm")).ToContainTextAsync("Trading is stopped.");
        Assert.Equal("stopped", (await running.GetAsync<SafetyStatus>("api/health/safety")).Mode);
        Assert.Equal("canceled", (await running.GetAsync<OrderContract>($"api/orders/{open.OrderId}")).Status);
        using (HttpResponseMessage refused = await running.SendAsync("api/orders", await RestingOrderAsync())) Assert.False(refused.IsSuccessStatusCode);

        await watched.Page.Locator("#resume-reason").FillAsync("the test is over");
        await watched.Page.Locator("#resume-confirm").FillAsync("RESUME");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Resume trading" }).ClickAsync();
        await Expect(watched.Page.GetByText("Trading mode is now running.")).ToBeVisibleAsync();
        await EventuallyAcceptedAsync();
        Assert.Empty(watched.Faults);
    }

    [Fact]
    public async Task A_killed_worker_comes_back_and_no_acknowledged_order_is_lost()
    {
        PlaceOrderRequest request = await RestingOrderAsync();
        var acknowledged = new List<Guid>();
        for (int number = 0; number < 10; number++) acknowledged.Add((await running.PostAsync<OrderContract>("api/orders", request)).OrderId);
        running.System.Kill("worker");
        await running.System.WaitForHealthyAsync("worker", TestContext.Current.CancellationToken);
        await EventuallyAcceptedAsync();
        foreach (Guid id in acknowledged) Assert.Equal("open", (await running.GetAsync<OrderContract>($"api/orders/{id}")).Status);
        foreach (Guid id in acknowledged) Assert.Equal("canceled", (await running.PostAsync<OrderContract>($"api/orders/{id}/cancel")).Status);
        await LedgerLaws.HoldAsync(running);
    }

    [Fact]
    public async Task The_next_start_goes_on_with_the_same_balances()
    {
        IReadOnlyList<StrategyContract> strategies = (await running.GetAsync<Page<StrategyContract>>("api/strategies")).Items;
        foreach (StrategyContract strategy in strategies) await running.PostAsync<StrategyContract>($"api/strategies/{strategy.StrategyId}/stop");
        OrderContract open = await running.PostAsync<OrderContract>("api/orders", await RestingOrderAsync());
        PortfolioSummary before = await running.GetAsync<PortfolioSummary>("api/portfolio/summary");
        await running.RestartAsync();
        await EventuallyAcceptedAsync();
        PortfolioSummary after = await running.GetAsync<PortfolioSummary>("api/portfolio/summary");
        Assert.Equal(before.AccountId, after.AccountId);
        Assert.Equal(before.Balances, after.Balances);
        Assert.Equal(before.Positions.Select(position => (position.Venue, position.Symbol, position.Quantity, position.AverageCost)), after.Positions.Select(position => (position.Venue, position.Symbol, position.Quantity, position.AverageCost)));
        Assert.Equal("open", (await running.GetAsync<OrderContract>($"api/orders/{open.OrderId}")).Status);
        await running.PostAsync<OrderContract>($"api/orders/{open.OrderId}/cancel");
        foreach (StrategyContract strategy in strategies.Where(strategy => strategy.IsRunning)) await running.PostAsync<StrategyContract>($"api/strategies/{strategy.StrategyId}/start");
        await LedgerLaws.HoldAsync(running);
    }

    /// <summary>A buy at half the market's price, which nothing reaches.</summary>
    private async Task<PlaceOrderRequest> RestingOrderAsync()
    {
        InstrumentContract rules = (await running.GetAsync<Page<InstrumentContract>>("api/market-data/instruments")).Items.First(rules => rules is { Venue: "binance", Symbol: "BTC-USDT" });
        decimal half = await BestBidAsync() / 2;
        decimal price = half - (half % rules.TickSize);
        decimal quantity = decimal.Ceiling(Math.Max(rules.MinQuantity, rules.MinNotional * 2 / price) / rules.LotSize) * rules.LotSize;
        return new PlaceOrderRequest(rules.Venue, rules.Symbol, "buy", "limit", quantity, price);
    }

    private async Task<decimal> BestBidAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
        {
            Page<TickerContract> tickers = await running.GetAsync<Page<TickerContract>>("api/market-data/tickers");
            if (tickers.Items.FirstOrDefault(ticker => ticker is { Venue: "binance", Symbol: "BTC-USDT" })?.BestBid is { } bid) return bid;
            await Task.Delay(250, TestContext.Current.CancellationToken);
        }
        throw new InvalidOperationException("Binance's BTC-USDT had no bid for 60 s.");
    }

    /// <summary>After a restart or a release the worker takes orders again within seconds.</summary>
    private async Task EventuallyAcceptedAsync()
    {
        long start = Stopwatch.GetTimestamp();
        string said = "";
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(90))
        {
            using HttpResponseMessage response = await running.SendAsync("api/orders", await RestingOrderAsync());
            said = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (response.IsSuccessStatusCode)
            {
                OrderContract order = System.Text.Json.JsonSerializer.Deserialize<OrderContract>(said, ContractsJson.Options)!;
                await running.PostAsync<OrderContract>($"api/orders/{order.OrderId}/cancel");
                return;
            }
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }
        Assert.Fail("No order was accepted for 90 s; the last answer was: " + said);
    }

    private static async Task BookChangesAsync(WatchedPage watched)
    {
        ILocator book = watched.Page.Locator("[data-table=book] tbody");
        await Expect(book.Locator("tr[data-side=bid]").First).ToBeVisibleAsync();
        string before = await book.InnerTextAsync();
        await Expect(book).Not.ToHaveTextAsync(before, new() { UseInnerText = true });
    }
}
