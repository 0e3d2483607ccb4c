using System.Net;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Engine.Settings;

namespace TradingBot.Api.Tests.Safety;

/// <summary>Settings of the Api that ask for real trading, on a system whose worker has none of them.</summary>
public sealed class ModeFlagsTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    private const string Order = """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"0.01"}""";
    private const string Resume = """{"reason":"let it trade","confirm":"RESUME"}""";

    [Theory]
    [InlineData("PAPER_TRADING", "false")]
    [InlineData("ALLOW_REAL_TRADES", "true")]
    public async Task The_system_starts_trades_nothing_and_says_so_everywhere_until_the_setting_is_gone_and_a_person_lets_it_go_on(string setting, string value)
    {
        OrderContract open = await System.BuyAsync(0.01m, limit: 40_000m);
        await using (RunningApi asked = await RunningApi.StartAsync(System.Database, (setting, value)))
        {
            SafetyStatus safety = await asked.GetAsync<SafetyStatus>("/api/health/safety");
            Assert.False(safety.PaperTradingMode);
            SafetyLayer flags = Assert.Single(safety.Layers, layer => layer.Layer == "configuration-api");
            Assert.Equal("failed", flags.Status);
            Assert.Contains($"{setting} is {value}", flags.Evidence, StringComparison.Ordinal);
            Assert.Contains("\npaper_trading_mode 0\n", await asked.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);

            using HttpResponseMessage order = await asked.SendAsync(HttpMethod.Post, "/api/orders", Order);
            Assert.Equal("tradingHalted", (await RunningApi.ProblemAsync(order, HttpStatusCode.UnprocessableEntity)).Reason);
            // The stop holds for every worker, and this Api releases it for nobody.
            await Eventually.TrueAsync(async () => (await asked.GetAsync<ControlDetail>("/api/control")).Mode == "stopped");
            using HttpResponseMessage elsewhere = await Api.SendAsync(HttpMethod.Post, "/api/orders", Order);
            Assert.Equal("tradingHalted", (await RunningApi.ProblemAsync(elsewhere, HttpStatusCode.UnprocessableEntity)).Reason);
            using HttpResponseMessage resume = await asked.SendAsync(HttpMethod.Post, "/api/emergency/resume", Resume);
            Assert.Contains(setting, (await RunningApi.ProblemAsync(resume, HttpStatusCode.Conflict)).Detail, StringComparison.Ordinal);
            Page<AuditRow> audit = await asked.GetAsync<Page<AuditRow>>("/api/audit?eventType=PAPER_TRADING_VIOLATION&limit=1");
            Assert.Contains(setting, Assert.Single(audit.Items).Details, StringComparison.Ordinal);
        }
        Assert.Empty((await Api.GetAsync<Page<ExecutionContract>>($"/api/executions?orderId={open.OrderId}")).Items);
        SafetyStatus sound = await Api.GetAsync<SafetyStatus>("/api/health/safety");
        Assert.Equal("ok", Assert.Single(sound.Layers, layer => layer.Layer == "configuration-api").Status);
        using HttpResponseMessage released = await Api.SendAsync(HttpMethod.Post, "/api/emergency/resume", Resume);
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
    }

    [Fact]
    public async Task Every_layer_is_there_in_order_also_where_no_worker_has_told_of_it()
    {
        SafetyStatus safety = await Api.GetAsync<SafetyStatus>("/api/health/safety");

        Assert.Equal(Enumerable.Range(0, 12).Select(level => $"L{level}"), safety.Layers.Select(layer => layer.Level).Distinct());
        SafetyLayer untold = Assert.Single(safety.Layers, layer => layer.Level == "L2");
        Assert.Equal(("not-compilable", "unknown", (DateTimeOffset?)null), (untold.Layer, untold.Status, untold.LastVerifiedAt));
        Assert.Contains("No worker", untold.Evidence, StringComparison.Ordinal);
        Assert.All(safety.Layers, layer => Assert.NotEmpty(layer.Title));
    }

    [Fact]
    public void An_exchange_key_in_the_settings_stops_the_start_and_is_named_but_not_shown()
    {
        ExchangeKeyFoundException found = Assert.Throws<ExchangeKeyFoundException>(() =>
            ApiApplication.Build(["--ConnectionStrings:trading_bot=Host=127.0.0.1;Port=1;Database=trading_bot;Username=nobody", "--BINANCE_API_SECRET=planted"]));
        Assert.Contains("BINANCE_API_SECRET", found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", found.Message, StringComparison.Ordinal);
    }
}
