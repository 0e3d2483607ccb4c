using System.Net;
using System.Text.Json;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts.Operations;
using TradingBot.LocalStack.PostgreSql;

namespace TradingBot.Api.Tests.Emergency;

/// <summary>A system whose PostgreSQL is its own and can be killed.</summary>
public sealed class MortalSystem(Servers servers) : RunningSystem(servers)
{
    internal TemporaryPostgres? Postgres { get; private set; }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Postgres is not null) await Postgres.DisposeAsync();
    }

    private protected override async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        Postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        return await Servers.CreateDatabaseAsync(Postgres, "mortal");
    }
}

public sealed class DatabaseDownTests(MortalSystem system) : SystemTests<MortalSystem>(system)
{
    [Fact]
    public async Task With_the_database_down_a_stop_is_latched_and_stored_when_it_is_back()
    {
        await System.Postgres!.KillAsync();
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Post, "/api/emergency/stop-all-trading", """{"reason":"disk fire"}""");
        StopTradingResponse stopped = await RunningApi.ReadAsync<StopTradingResponse>(response, HttpStatusCode.OK);
        Assert.True(stopped.Stopped, stopped.Detail);
        Assert.InRange(stopped.ElapsedMs, 0, 5_000);
        Assert.Null(stopped.Epoch);
        string latch = Path.Combine(Api.DataFolder, "emergency-stop.latch");
        Assert.Contains("disk fire", await File.ReadAllTextAsync(latch, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await OthersSaySoAsync();

        await System.Postgres!.RestartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => await ModeAsync() == "stopped" && (await AuditAsync()).Contains("EMERGENCY_STOP", StringComparison.Ordinal));
        Assert.Contains("disk fire", (await Api.GetAsync<ControlDetail>("/api/control")).Reason, StringComparison.Ordinal);

        await Api.PostAsync<ControlStatus>("/api/emergency/resume", new ResumeTradingRequest("fire is out", "RESUME"));
        Assert.False(File.Exists(latch));
        await Eventually.TrueAsync(async () => await ModeAsync() == "running");
        Assert.Equal(JsonValueKind.True, (await Api.GetAsync("/api/audit/verify")).GetProperty("intact").ValueKind);
    }

    private async Task OthersSaySoAsync()
    {
        using HttpResponseMessage alive = await Api.SendAsync(HttpMethod.Get, "/api/health");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        using HttpResponseMessage ready = await Api.SendAsync(HttpMethod.Get, "/api/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using HttpResponseMessage detailed = await Api.SendAsync(HttpMethod.Get, "/api/health/detailed");
        DetailedHealth health = await RunningApi.ReadAsync<DetailedHealth>(detailed, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unhealthy", health.Checks.Single(check => check.Name == "database").Status);
        using HttpResponseMessage read = await Api.SendAsync(HttpMethod.Get, "/api/orders");
        Assert.Contains("database", (await RunningApi.ProblemAsync(read, HttpStatusCode.ServiceUnavailable)).Detail, StringComparison.Ordinal);
        Assert.NotNull(read.Headers.RetryAfter);
        using HttpResponseMessage order = await Api.SendAsync(HttpMethod.Post, "/api/orders", """{"venue":"binance","symbol":"BTC-USDT","side":"buy","type":"market","quantity":"1"}""");
        await RunningApi.ProblemAsync(order, HttpStatusCode.ServiceUnavailable);
        using HttpResponseMessage resume = await Api.SendAsync(HttpMethod.Post, "/api/emergency/resume", """{"reason":"too early","confirm":"RESUME"}""");
        await RunningApi.ProblemAsync(resume, HttpStatusCode.ServiceUnavailable);
        Assert.True(File.Exists(Path.Combine(Api.DataFolder, "emergency-stop.latch")));
    }

    private async Task<string?> ModeAsync()
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, "/api/control");
        return response.IsSuccessStatusCode ? (await RunningApi.ReadAsync<ControlDetail>(response, HttpStatusCode.OK)).Mode : null;
    }

    private async Task<string> AuditAsync()
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, "/api/audit");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
