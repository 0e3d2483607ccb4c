using System.Net;
using System.Text.Json;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;

namespace TradingBot.Api.Tests.Emergency;

/// <summary>A system that lets nobody but the emergency stop through for long.</summary>
public sealed class BusySystem(Servers servers) : RunningSystem(servers)
{
    public override ValueTask InitializeAsync() => new(StartAsync(("Access:RequestsPerSecond", "1")));
}

public sealed class EmergencyTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    private const string Stop = "/api/emergency/stop-all-trading";
    private const string Order = """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"0.01"}""";

    // The promise is one second; a test bound is five times that.
    private const long ElapsedMsMax = 5_000;

    [Fact]
    public async Task A_stop_cancels_open_orders_refuses_new_ones_and_holds_until_it_is_released()
    {
        OrderContract open = await System.BuyAsync(0.01m, limit: 40_000m);
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, Stop, """{"reason":"drill"}""", "application/x-www-form-urlencoded");
        StopTradingResponse stopped = await RunningApi.ReadAsync<StopTradingResponse>(response, HttpStatusCode.OK);
        Assert.True(stopped.Stopped);
        Assert.Equal(1, stopped.CancelledOrders);
        Assert.InRange(stopped.ElapsedMs, 0, ElapsedMsMax);
        Assert.Equal((ScriptedWorker.Id, true), (Assert.Single(stopped.Workers).Id, stopped.Workers[0].Acknowledged));

        Assert.Equal("canceled", (await Api.GetAsync<OrderContract>($"/api/orders/{open.OrderId}")).Status);
        using HttpResponseMessage order = await Api.SendAsync(HttpMethod.Post, "/api/orders", Order);
        Assert.Equal("tradingHalted", (await RunningApi.ProblemAsync(order, HttpStatusCode.UnprocessableEntity)).Reason);
        ControlDetail control = await Api.GetAsync<ControlDetail>("/api/control");
        Assert.Equal(("stopped", "drill", stopped.Epoch), (control.Mode, control.Reason, (long?)control.Epoch));
        Assert.Equal("stopped", (await Api.GetAsync<SafetyStatus>("/api/health/safety")).Mode);

        ControlStatus resumed = await Api.PostAsync<ControlStatus>("/api/emergency/resume", new ResumeTradingRequest("drill is over", "RESUME"));
        Assert.Equal("running", resumed.Mode);
        await Eventually.TrueAsync(async () =>
        {
            using HttpResponseMessage again = await Api.SendAsync(HttpMethod.Post, "/api/orders", Order);
            return again.StatusCode == HttpStatusCode.Created;
        });
        Page<AuditRow> audit = await Api.GetAsync<Page<AuditRow>>("/api/audit?limit=20");
        Assert.Contains(audit.Items, row => row.EventType == "EMERGENCY_STOP" && row.Actor == "local" && row.Details.Contains("drill", StringComparison.Ordinal));
        Assert.Contains(audit.Items, row => row.EventType == "EMERGENCY_RESUME");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"reason\":")]
    [InlineData("[]")]
    [InlineData("{\"motive\":\"x\"}")]
    [InlineData("reason=fire")]
    public async Task Nothing_that_is_sent_makes_a_stop_refuse(string body)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, Stop, body, "application/x-www-form-urlencoded");
        Assert.True((await RunningApi.ReadAsync<StopTradingResponse>(response, HttpStatusCode.OK)).Stopped);
        await ResumeAsync();
    }

    [Fact]
    public async Task A_frozen_worker_is_named_and_can_commit_nothing_more()
    {
        Worker.IsFrozen = true;
        int before = (await Api.GetAsync<Page<ExecutionContract>>("/api/executions?limit=500")).Items.Count;
        StopTradingResponse stopped = await Api.PostAsync<StopTradingResponse>(Stop, new StopTradingRequest("frozen"));
        Assert.True(stopped.Stopped);
        Assert.InRange(stopped.ElapsedMs, 0, ElapsedMsMax);
        Assert.False(Assert.Single(stopped.Workers).Acknowledged);

        // The worker still reads commands and does not know of the stop: the journal refuses what it decides.
        using HttpResponseMessage order = await Api.SendAsync(HttpMethod.Post, "/api/orders", Order);
        await RunningApi.ProblemAsync(order, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(before, (await Api.GetAsync<Page<ExecutionContract>>("/api/executions?limit=500")).Items.Count);
        Worker.IsFrozen = false;
        await ResumeAsync();
    }

    private async Task ResumeAsync()
    {
        await Api.PostAsync<ControlStatus>("/api/emergency/resume", new ResumeTradingRequest("test is over", "RESUME"));
        await Eventually.TrueAsync(async () => (await Api.GetAsync("/api/control")).GetProperty("workers")[0].GetProperty("acknowledgedEpoch").GetInt64() ==
            (await Api.GetAsync("/api/control")).GetProperty("epoch").GetInt64());
    }
}

public sealed class BusyEmergencyTests(BusySystem system) : SystemTests<BusySystem>(system)
{
    [Fact]
    public async Task A_stop_is_not_refused_for_load()
    {
        HttpStatusCode last = HttpStatusCode.OK;
        for (int index = 0; index < 100 && last != HttpStatusCode.TooManyRequests; index++)
        {
            using HttpResponseMessage ordinary = await Api.SendAsync(HttpMethod.Get, "/api/accounts");
            last = ordinary.StatusCode;
            if (last == HttpStatusCode.TooManyRequests)
            {
                await RunningApi.ProblemAsync(ordinary, HttpStatusCode.TooManyRequests);
                Assert.NotNull(ordinary.Headers.RetryAfter);
            }
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        using HttpResponseMessage stop = await Api.SendAsync(HttpMethod.Post, "/api/emergency/stop-all-trading");
        Assert.Equal(JsonValueKind.True, (await RunningApi.ReadAsync<JsonElement>(stop, HttpStatusCode.OK)).GetProperty("stopped").ValueKind);
    }
}
