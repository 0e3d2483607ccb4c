using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TradingBot.ServiceDefaults.Tests;

public sealed class HealthEndpointsTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK, "healthy")]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK, "degraded")]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable, "unhealthy")]
    public async Task Readiness_follows_its_checks_and_says_what_they_saw(HealthStatus status, HttpStatusCode expected, string word)
    {
        await using RunningService service = await RunningService.StartAsync(builder => builder.Services
            .AddHealthChecks()
            .AddCheck("database", () => new HealthCheckResult(status, "seen: 42"), ["ready"]));

        using HttpResponseMessage response = await service.Client.GetAsync("/api/health/ready", TestContext.Current.CancellationToken);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(word, body.RootElement.GetProperty("status").GetString());
        JsonElement check = Assert.Single(body.RootElement.GetProperty("checks").EnumerateArray());
        Assert.Equal(("database", word, "seen: 42"), (check.GetProperty("name").GetString(), check.GetProperty("status").GetString(), check.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task A_process_that_cannot_do_its_work_is_still_alive()
    {
        await using RunningService service = await RunningService.StartAsync(builder => builder.Services
            .AddHealthChecks()
            .AddCheck("database", () => HealthCheckResult.Unhealthy("down"), ["ready"]));

        using HttpResponseMessage response = await service.Client.GetAsync("/api/health", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"service\":\"test\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Responses_do_not_name_the_server()
    {
        await using RunningService service = await RunningService.StartAsync();

        using HttpResponseMessage response = await service.Client.GetAsync("/api/health", TestContext.Current.CancellationToken);

        Assert.False(response.Headers.Contains("Server"));
    }
}
