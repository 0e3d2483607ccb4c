using System.Net;
using System.Text.Json;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.Safety;

namespace TradingBot.Api.Tests;

/// <summary>A system with something to tell: a proof, two feeds, an executed order.</summary>
public sealed class RunbookSystem(Servers servers) : RunningSystem(servers)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Worker.Get<SafetyStatusStore>().StoreAsync(
            ScriptedWorker.Id, [new SafetyProof("egress-guard", "Egress guard", "ok", "canary refused")], DateTimeOffset.UtcNow, CancellationToken.None);
        await Worker.Get<FeedStatusStore>().StoreAsync(
            ScriptedWorker.Id,
            [
                new FeedState("binance", "BTC-USDT", "book", true, "live", null, true, DateTimeOffset.UtcNow, 3, 100, 1, 0),
                new FeedState("kucoin", "BTC-USDT", "book", false, "disconnected", "closed by peer", true, null, null, 0, 4, 2)
                {
                    Holes = 1, LastHole = "after 5 and before 9", ResyncReasons = new Dictionary<string, long> { ["gap"] = 2 }, BlockedUntil = DateTimeOffset.UtcNow.AddMinutes(5),
                },
            ],
            DateTimeOffset.UtcNow, CancellationToken.None);
        await BuyAsync(0.1m);
    }
}

/// <summary>Every request of the runbook, sent as its curl sends it, answers with the fields that the runbook reads.</summary>
public sealed class RunbookTests(RunbookSystem system) : SystemTests<RunbookSystem>(system)
{
    [Theory]
    [InlineData("GET", "/api/health", "status service version")]
    [InlineData("GET", "/api/health/ready", "status checks")]
    [InlineData("GET", "/api/health/detailed", "status version mode simulatedMarket checks")]
    [InlineData("GET", "/api/health/safety", "paperTradingMode realTradesBlocked realTradeAttempts mode simulatedMarket layers")]
    [InlineData("GET", "/api/health/websockets", "status connected total connections")]
    [InlineData("GET", "/api/portfolio/summary", "isVirtual accountId equity positions balances")]
    [InlineData("GET", "/api/market-data/binance/status", "venue status streams")]
    [InlineData("GET", "/api/market-data/kucoin/status", "venue status streams")]
    [InlineData("POST", "/api/reports/daily-performance", "reportId accountId date isVirtual netProfit")]
    [InlineData("GET", "/api/reports/trading-summary/today", "date orders executions volume allPaper bySymbol")]
    [InlineData("GET", "/api/security/audit/today", "date events realTradeAttempts items")]
    [InlineData("GET", "/api/security/api-usage/summary", "requests errors exchangeRequests items")]
    [InlineData("GET", "/api/audit/real-trades/today", "realTrades attempts items")]
    [InlineData("POST", "/api/notifications/maintenance", "mode maintenanceMessage")]
    public async Task A_path_of_the_runbook_answers_with_its_fields(string verb, string path, string fields)
    {
        using HttpResponseMessage response = await Api.SendAsync(new HttpMethod(verb), path);
        JsonElement answer = await RunningApi.ReadAsync<JsonElement>(response, HttpStatusCode.OK);
        foreach (string field in fields.Split(' ')) Assert.True(answer.TryGetProperty(field, out _), $"{path} has no '{field}': {answer}");
    }

    [Fact]
    public async Task The_answers_that_the_runbook_expects_are_given()
    {
        JsonElement safety = await Api.GetAsync("/api/health/safety");
        Assert.Equal(JsonValueKind.True, safety.GetProperty("paperTradingMode").ValueKind);
        Assert.Equal(0, safety.GetProperty("realTradesBlocked").GetInt64());
        Assert.Equal(JsonValueKind.True, (await Api.GetAsync("/api/portfolio/summary")).GetProperty("isVirtual").ValueKind);
        Assert.Equal(0, (await Api.GetAsync("/api/audit/real-trades/today")).GetProperty("realTrades").GetInt64());
    }

    // curl -d without -H sends this content type.
    [Theory]
    [InlineData("/api/config/rate-limit", """{"delay": 2000}""", "rateLimitDelayMs", "2000")]
    [InlineData("/api/config/simulation-mode", """{"enabled": false}""", "simulationMode", "False")]
    public async Task A_post_of_the_runbook_is_taken_as_JSON_though_it_says_form(string path, string body, string field, string value)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, path, body, "application/x-www-form-urlencoded");
        JsonElement answer = await RunningApi.ReadAsync<JsonElement>(response, HttpStatusCode.OK);
        Assert.Equal(value, answer.GetProperty(field).ToString());
        Assert.Equal(value, (await Api.GetAsync("/api/control")).GetProperty(field).ToString());
    }

    [Fact]
    public async Task Maintenance_is_announced_begun_and_ended_and_all_of_it_is_audited()
    {
        await Api.PostAsync<JsonElement>("/api/notifications/maintenance", new { message = "Disk swap at 02:00" });
        Assert.Contains("Disk swap at 02:00", (await Api.GetAsync("/api/health/detailed")).ToString(), StringComparison.Ordinal);
        Assert.Equal("maintenance", (await Api.PostAsync<JsonElement>("/api/maintenance/enable", new { })).GetProperty("mode").GetString());

        using HttpResponseMessage order = await Api.SendAsync(
            HttpMethod.Post, "/api/orders", """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"0.1"}""");
        await RunningApi.ProblemAsync(order, HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(order.Headers.RetryAfter);

        JsonElement ended = await Api.PostAsync<JsonElement>("/api/maintenance/disable", new { });
        Assert.NotEqual("maintenance", ended.GetProperty("mode").GetString());
        Assert.Equal(JsonValueKind.Null, ended.GetProperty("maintenanceMessage").ValueKind);
        string audit = (await Api.GetAsync("/api/audit?limit=100")).ToString();
        foreach (string type in new[] { "MAINTENANCE_ANNOUNCED", "MAINTENANCE_ENABLED", "MAINTENANCE_DISABLED" }) Assert.Contains(type, audit, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.True, (await Api.GetAsync("/api/audit/verify")).GetProperty("intact").ValueKind);
    }

    [Fact]
    public async Task Feeds_are_told_as_the_worker_told_them()
    {
        VenueStatus binance = await Api.GetAsync<VenueStatus>("/api/market-data/BINANCE/status");
        Assert.Equal(("binance", "connected", true), (binance.Venue, binance.Status, binance.Simulated));
        VenueStatus kucoin = await Api.GetAsync<VenueStatus>("/api/market-data/kucoin/status");
        StreamStatusContract book = kucoin.Streams.Single();
        Assert.Equal(("disconnected", 4L, "closed by peer"), (kucoin.Status, book.Reconnects, book.Reason));
        Assert.Equal((1L, "after 5 and before 9", 2L), (book.Holes, book.LastHole, book.ResyncReasons!["gap"]));
        Assert.True(kucoin.BlockedUntil > DateTimeOffset.UtcNow);
        Assert.Null(binance.BlockedUntil);
        JsonElement sockets = await Api.GetAsync("/api/health/websockets");
        Assert.Equal(("degraded", 1, 2), (sockets.GetProperty("status").GetString(), sockets.GetProperty("connected").GetInt32(), sockets.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task A_broken_layer_ends_paper_trading_mode()
    {
        var store = Worker.Get<SafetyStatusStore>();
        await store.StoreAsync(ScriptedWorker.Id, [new SafetyProof("planted", "Planted", "failed", "a socket to an unknown host")], DateTimeOffset.UtcNow, CancellationToken.None);
        Assert.Equal(JsonValueKind.False, (await Api.GetAsync("/api/health/safety")).GetProperty("paperTradingMode").ValueKind);
        await store.StoreAsync(ScriptedWorker.Id, [new SafetyProof("planted", "Planted", "ok", "none")], DateTimeOffset.UtcNow.AddMinutes(-5), CancellationToken.None);
        JsonElement safety = await Api.GetAsync("/api/health/safety");
        Assert.Equal(JsonValueKind.True, safety.GetProperty("paperTradingMode").ValueKind);
        JsonElement old = safety.GetProperty("layers").EnumerateArray().Single(layer => layer.GetProperty("layer").GetString() == "planted");
        Assert.Equal("unknown", old.GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_report_of_a_day_is_stored_and_listed()
    {
        JsonElement made = await Api.PostAsync<JsonElement>("/api/reports/daily-performance?date=2026-01-31", new { });
        Assert.Equal("2026-01-31", made.GetProperty("date").GetString());
        string id = made.GetProperty("reportId").GetString()!;
        JsonElement page = await Api.GetAsync("/api/reports?kind=daily-performance");
        Assert.Contains(page.GetProperty("items").EnumerateArray(), report => report.GetProperty("reportId").GetString() == id);
        JsonElement document = await Api.GetAsync($"/api/reports/{id}");
        Assert.Equal("100", document.GetProperty("body").GetProperty("netProfit").GetString());
    }

    [Fact]
    public async Task The_summary_of_today_counts_what_was_traded()
    {
        JsonElement summary = await Api.GetAsync("/api/reports/trading-summary/today");
        Assert.Equal(1, summary.GetProperty("orders").GetInt32());
        Assert.Equal(1, summary.GetProperty("executions").GetInt32());
        Assert.Equal("5001", summary.GetProperty("volume").GetString());
        Assert.Equal(JsonValueKind.True, summary.GetProperty("allPaper").ValueKind);
        Assert.Equal(1, summary.GetProperty("bySymbol").GetProperty("binance:BTC-USDT").GetInt32());
    }

    [Fact]
    public async Task Usage_is_counted_per_caller_and_endpoint()
    {
        await Api.GetAsync("/api/accounts");
        await Api.GetAsync("/api/accounts");
        JsonElement usage = await Api.GetAsync("/api/security/api-usage/summary?hours=2");
        JsonElement line = usage.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("endpoint").GetString() == "GET /api/accounts");
        Assert.Equal("local", line.GetProperty("subject").GetString());
        Assert.True(line.GetProperty("requests").GetInt64() >= 2);
    }
}
