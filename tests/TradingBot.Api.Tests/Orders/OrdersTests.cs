using System.Net;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Errors;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;

namespace TradingBot.Api.Tests.Orders;

public sealed class OrdersTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    private const string Buy = """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"0.1"}""";

    [Fact]
    public async Task A_market_order_is_answered_after_it_was_executed_and_shows_everywhere()
    {
        Guid account = await System.OpenAccountAsync("Buyer");
        OrderContract order = await System.BuyAsync(0.1m, account: account);
        Assert.Equal(("filled", 0.1m, 50_010m), (order.Status, order.FilledQuantity, order.AveragePrice));

        Assert.Equal(order, await Api.GetAsync<OrderContract>($"/api/orders/{order.OrderId}"));
        ExecutionContract execution = Assert.Single((await Api.GetAsync<Page<ExecutionContract>>($"/api/executions?orderId={order.OrderId}")).Items);
        Assert.Equal((50_010m, 0.1m, 5_001m, true, true), (execution.Price, execution.Quantity, execution.Notional, execution.IsPaperTrade, execution.Simulated));
        Assert.Equal(execution, await Api.GetAsync<ExecutionContract>($"/api/executions/{execution.ExecutionId}"));
        EvidenceContract evidence = await Api.GetAsync<EvidenceContract>($"/api/executions/{execution.ExecutionId}/evidence");
        Assert.Equal((7L, 1m), (evidence.BookUpdateId, evidence.LevelQuantity));

        PositionContract position = Assert.Single((await Api.GetAsync<Page<PositionContract>>($"/api/accounts/{account}/positions")).Items);
        Assert.Equal(("BTC-USDT", "binance"), (position.Symbol, position.Venue));
        Page<BalanceContract> balances = await Api.GetAsync<Page<BalanceContract>>($"/api/accounts/{account}/balances");
        Assert.True(balances.Items.Single(balance => balance.Asset == "USDT").Free < 95_000m);
        PortfolioSummary summary = await Api.GetAsync<PortfolioSummary>($"/api/portfolio/summary?accountId={account}");
        Assert.Equal((true, account, 100_000m), (summary.IsVirtual, summary.AccountId, summary.InitialDeposit));
        Assert.True(summary.FeesPaid > 0);
    }

    [Theory]
    [InlineData("BTCUSDT", "binance")]
    [InlineData("btcusdt", "BINANCE")]
    [InlineData("btc-usdt", "Binance")]
    [InlineData("BTC-USDT", "KuCoin")]
    public async Task A_symbol_is_taken_in_either_spelling(string symbol, string venue)
    {
        OrderContract order = await Api.PostAsync<OrderContract>("/api/orders", new PlaceOrderRequest(venue, symbol, "BUY", "Limit", 0.01m, 40_000m), HttpStatusCode.Created);
        Assert.Equal(("BTC-USDT", venue.ToLowerInvariant(), "buy", "limit", "gtc", "open"), (order.Symbol, order.Venue, order.Side, order.Type, order.TimeInForce, order.Status));
    }

    [Theory]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/cancel")]
    public async Task An_open_order_is_cancelled_once(string verb, string suffix)
    {
        OrderContract order = await System.BuyAsync(0.01m, limit: 40_000m);
        Assert.Contains((await Api.GetAsync<Page<OrderContract>>("/api/orders?status=open")).Items, open => open.OrderId == order.OrderId);

        using HttpResponseMessage first = await Api.SendAsync(new HttpMethod(verb), $"/api/orders/{order.OrderId}{suffix}");
        Assert.Equal("canceled", (await RunningApi.ReadAsync<OrderContract>(first, HttpStatusCode.OK)).Status);
        using HttpResponseMessage second = await Api.SendAsync(new HttpMethod(verb), $"/api/orders/{order.OrderId}{suffix}");
        Assert.Equal("orderNotOpen", (await RunningApi.ProblemAsync(second, HttpStatusCode.UnprocessableEntity)).Reason);
        Assert.DoesNotContain((await Api.GetAsync<Page<OrderContract>>("/api/orders?status=open")).Items, open => open.OrderId == order.OrderId);
    }

    [Fact]
    public async Task A_bracket_is_followed_by_its_exits_which_are_a_pair_and_end_together()
    {
        Guid account = await System.OpenAccountAsync("Bracket");
        OrderContract entry = await Api.PostAsync<OrderContract>("/api/orders",
            new PlaceOrderRequest("binance", "BTC-USDT", "buy", "market", 0.1m, AccountId: account) { TakeProfitPrice = 60_000m, StopPrice = 45_000m, StopLimitPrice = 44_000m }, HttpStatusCode.Created);
        Assert.Equal(("filled", 60_000m, 45_000m, 44_000m), (entry.Status, entry.TakeProfitPrice, entry.StopPrice, entry.StopLimitPrice));
        OrderContract[] exits = [.. (await Api.GetAsync<Page<OrderContract>>($"/api/orders?accountId={account}&status=open")).Items.OrderBy(exit => exit.ListLeg)];
        Assert.Equal([("limit", "limit", 60_000m, (decimal?)null), ("stop", "stopLimit", 44_000m, 45_000m)], exits.Select(exit => (exit.ListLeg, exit.Type, exit.Price!.Value, exit.TriggerPrice)));
        Assert.All(exits, exit => Assert.Equal((entry.OrderId, exits[0].OrderId, "sell"), (exit.ParentOrderId, exit.ListId, exit.Side)));
        using HttpResponseMessage cancelled = await Api.SendAsync(HttpMethod.Delete, $"/api/orders/{exits[1].OrderId}");
        Assert.Equal("canceled", (await RunningApi.ReadAsync<OrderContract>(cancelled, HttpStatusCode.OK)).Status);
        OrderContract other = await Api.GetAsync<OrderContract>($"/api/orders/{exits[0].OrderId}");
        Assert.Equal(("canceled", "linked"), (other.Status, other.EndReason));
    }

    [Fact]
    public async Task A_pair_is_placed_whole_or_not_at_all()
    {
        Guid account = await System.OpenAccountAsync("Pair");
        OcoContract pair = await Api.PostAsync<OcoContract>("/api/orders/oco", new PlaceOcoRequest("binance", "BTC-USDT", "buy", 0.1m, 40_000m, 60_000m, AccountId: account), HttpStatusCode.Created);
        Assert.Equal(("limit", "open", "stop", "open", pair.Limit.OrderId), (pair.Limit.ListLeg, pair.Limit.Status, pair.Stop.ListLeg, pair.Stop.Status, pair.Stop.ListId!.Value));
        Assert.Equal(6_000m, Assert.Single((await Api.GetAsync<Page<BalanceContract>>($"/api/accounts/{account}/balances")).Items).Locked);
        using HttpResponseMessage wrong = await Api.SendAsync(HttpMethod.Post, "/api/orders/oco", """{"venue":"binance","symbol":"BTC-USDT","side":"buy","quantity":"0.1","price":"60000","stopPrice":"40000"}""");
        Assert.Equal("exitNotValid", (await RunningApi.ProblemAsync(wrong, HttpStatusCode.UnprocessableEntity)).Reason);
    }

    [Fact]
    public async Task An_iceberg_order_tells_what_it_shows()
    {
        OrderContract order = await Api.PostAsync<OrderContract>("/api/orders", new PlaceOrderRequest("binance", "BTC-USDT", "buy", "limit", 0.1m, 40_000m) { DisplayQuantity = 0.02m }, HttpStatusCode.Created);
        Assert.Equal(("open", 0.02m), (order.Status, order.DisplayQuantity));
    }

    [Theory]
    [InlineData("PATCH", "")]
    [InlineData("POST", "/amend")]
    public async Task An_open_order_is_amended_keeps_its_id_and_what_is_locked_follows(string verb, string suffix)
    {
        Guid account = await System.OpenAccountAsync($"Amending by {verb}");
        OrderContract order = await System.BuyAsync(0.2m, limit: 40_000m, account: account);
        using HttpResponseMessage smaller = await Api.SendAsync(new HttpMethod(verb), $"/api/orders/{order.OrderId}{suffix}", """{"quantity":"0.1"}""");
        OrderContract amended = await RunningApi.ReadAsync<OrderContract>(smaller, HttpStatusCode.OK);
        Assert.Equal((order.OrderId, 0.1m, 40_000m, "open", 1), (amended.OrderId, amended.Quantity, amended.Price, amended.Status, amended.Amends));
        using HttpResponseMessage dearer = await Api.SendAsync(new HttpMethod(verb), $"/api/orders/{order.OrderId}{suffix}", """{"price":"41000"}""");
        Assert.Equal((41_000m, 2), ((await RunningApi.ReadAsync<OrderContract>(dearer, HttpStatusCode.OK)) is { } again ? (again.Price!.Value, again.Amends) : default));
        BalanceContract cash = Assert.Single((await Api.GetAsync<Page<BalanceContract>>($"/api/accounts/{account}/balances")).Items);
        Assert.Equal(4_100m, cash.Locked);
        using HttpResponseMessage same = await Api.SendAsync(new HttpMethod(verb), $"/api/orders/{order.OrderId}{suffix}", """{"price":"41000"}""");
        Assert.Equal("amendNotValid", (await RunningApi.ProblemAsync(same, HttpStatusCode.UnprocessableEntity)).Reason);
    }

    [Theory]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"limit","quantity":"0.1","price":"40000.001"}""", "priceOffTick")]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"limit","quantity":"0.1"}""", "priceMissing")]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"0.1","price":"1"}""", "priceNotAllowed")]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"limit","quantity":"0.00001","price":"40000"}""", "notionalTooSmall")]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"sell","type":"market","quantity":"5"}""", "insufficientBalance")]
    [InlineData("""{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"limit","quantity":"-1","price":"40000"}""", "quantityOffLot")]
    public async Task A_refusal_of_the_engine_comes_with_its_reason_and_says_what_would_be_right(string body, string reason)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, "/api/orders", body);
        ProblemContract problem = await RunningApi.ProblemAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(reason, problem.Reason);
        Assert.True(problem.Detail!.Length > 15, problem.Detail);
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_the_first_answer_and_places_nothing()
    {
        string key = Guid.NewGuid().ToString();
        using HttpResponseMessage first = await Api.SendAsync(HttpMethod.Post, "/api/orders", Buy, headers: ("Idempotency-Key", key));
        OrderContract order = await RunningApi.ReadAsync<OrderContract>(first, HttpStatusCode.Created);
        // Another spelling of the same request.
        string same = """{ "quantity": 0.10, "venue":"BINANCE", "symbol":"btcusdt", "side":"Buy", "type":"market" }""";
        using HttpResponseMessage second = await Api.SendAsync(HttpMethod.Post, "/api/orders", same, headers: ("Idempotency-Key", key));
        Assert.Equal(order.OrderId, (await RunningApi.ReadAsync<OrderContract>(second, HttpStatusCode.Created)).OrderId);
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotency-Replayed")));

        using HttpResponseMessage other = await Api.SendAsync(HttpMethod.Post, "/api/orders", Buy.Replace("0.1", "0.2", StringComparison.Ordinal), headers: ("Idempotency-Key", key));
        Assert.Equal("idempotencyKeyReused", (await RunningApi.ProblemAsync(other, HttpStatusCode.UnprocessableEntity)).Reason);
        Assert.Single((await Api.GetAsync<Page<ExecutionContract>>($"/api/executions?orderId={order.OrderId}")).Items);
    }

    [Fact]
    public async Task Fifty_repeats_at_once_place_one_order()
    {
        string key = Guid.NewGuid().ToString();
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Api.SendAsync(HttpMethod.Post, "/api/orders", Buy, headers: ("Idempotency-Key", key))));
        HashSet<Guid> placed = [];
        foreach (HttpResponseMessage response in responses)
        {
            if (response.StatusCode == HttpStatusCode.Conflict) await RunningApi.ProblemAsync(response, HttpStatusCode.Conflict);
            else placed.Add((await RunningApi.ReadAsync<OrderContract>(response, HttpStatusCode.Created)).OrderId);
            response.Dispose();
        }
        Assert.Single(placed);
    }

    [Fact]
    public async Task A_command_that_nobody_answers_is_told_so_and_can_be_asked_after()
    {
        Worker.IsDeaf = true;
        string key = Guid.NewGuid().ToString();
        Task<HttpResponseMessage> first = Api.SendAsync(HttpMethod.Post, "/api/orders", Buy, headers: ("Idempotency-Key", key));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        using HttpResponseMessage meanwhile = await Api.SendAsync(HttpMethod.Post, "/api/orders", Buy, headers: ("Idempotency-Key", key));
        await RunningApi.ProblemAsync(meanwhile, HttpStatusCode.Conflict);
        using HttpResponseMessage response = await first;
        ProblemContract problem = await RunningApi.ProblemAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Contains(key, problem.Detail, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);

        Worker.IsDeaf = false;
        await Eventually.TrueAsync(async () =>
        {
            using HttpResponseMessage later = await Api.SendAsync(HttpMethod.Post, "/api/orders", Buy, headers: ("Idempotency-Key", key));
            return later.StatusCode == HttpStatusCode.Created;
        });
    }

    [Fact]
    public async Task Lists_are_paged_without_loss_and_filtered()
    {
        Guid account = await System.OpenAccountAsync("Pager");
        for (int index = 0; index < 5; index++) await System.BuyAsync(0.01m, 40_000m + index, account);
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            Page<OrderContract> page = await Api.GetAsync<Page<OrderContract>>($"/api/orders?limit=2&accountId={account}&venue=binance&symbol=BTCUSDT{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.True(page.Items.Count <= 2);
            seen.AddRange(page.Items.Select(order => order.OrderId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
        Assert.Empty((await Api.GetAsync<Page<OrderContract>>($"/api/orders?venue=kucoin&accountId={account}")).Items);
        Assert.Empty((await Api.GetAsync<Page<OrderContract>>($"/api/orders?accountId={Guid.NewGuid()}")).Items);
    }

    [Fact]
    public async Task A_strategy_is_added_stopped_started_and_listed()
    {
        StrategyKindContract kind = (await Api.GetAsync<Page<StrategyKindContract>>("/api/strategies/catalog")).Items.Single(known => known.Kind == "ma-cross");
        Assert.NotEmpty(kind.Parameters);
        using HttpResponseMessage put = await Api.SendAsync(
            HttpMethod.Put, "/api/strategies/cross-btc", """{"kind":"ma-cross","venue":"binance","symbol":"BTCUSDT","barSeconds":5,"parameters":{"fastBars":"4"},"isRunning":true}""");
        StrategyContract added = await RunningApi.ReadAsync<StrategyContract>(put, HttpStatusCode.OK);
        Assert.Equal(("cross-btc", "ma-cross", "BTC-USDT", 5, true, 4m), (added.StrategyId, added.Kind, added.Symbol, added.BarSeconds, added.IsRunning, added.Parameters["fastBars"]));

        Assert.False((await Api.PostAsync<StrategyContract>("/api/strategies/cross-btc/stop", new { })).IsRunning);
        Assert.True((await Api.PostAsync<StrategyContract>("/api/strategies/cross-btc/start", new { })).IsRunning);
        Assert.Equal("cross-btc", Assert.Single((await Api.GetAsync<Page<StrategyContract>>("/api/strategies")).Items).StrategyId);

        using HttpResponseMessage wrong = await Api.SendAsync(HttpMethod.Put, "/api/strategies/cross-btc", """{"kind":"ma-cross","venue":"binance","symbol":"BTC-USDT","parameters":{"fastBars":"-4"}}""");
        ProblemContract problem = await RunningApi.ProblemAsync(wrong, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("invalidParameter", problem.Reason);
        Assert.Contains("fastBars", problem.Detail, StringComparison.Ordinal);
        using HttpResponseMessage unknown = await Api.SendAsync(HttpMethod.Post, "/api/strategies/nobody/start");
        await RunningApi.ProblemAsync(unknown, HttpStatusCode.NotFound);
    }
}
