using Microsoft.Extensions.Diagnostics.HealthChecks;
using TradingBot.ServiceDefaults;
using TradingBot.Web.Components.Shared;
using TradingBot.Web.Live;

namespace TradingBot.Web.Api;

/// <summary>The connection to the Api: questions, commands and the live stream.</summary>
internal static class TradingApiExtensions
{
    public static void AddTradingApi(this WebApplicationBuilder builder)
    {
        Uri address = ServiceAddress.Of(builder.Configuration, "api");
        builder.Services.AddHttpClient(TradingApi.ClientName, client => client.BaseAddress = address);
        builder.Services.AddHttpClient(EventStream.ClientName, client =>
        {
            client.BaseAddress = address;
            client.Timeout = Timeout.InfiniteTimeSpan; // A stream has no end; its heartbeats are watched instead.
        });
        builder.Services.AddSingleton<TradingApi>();
        builder.Services.AddScoped<ChartLibrary>();
        builder.Services.AddSingleton<EventStream>();
        builder.Services.AddSingleton<LiveInstruments>();
        builder.Services.AddSingleton<LiveTrading>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LiveTrading>());
        builder.Services.AddHealthChecks().AddCheck<ApiConnection>("api", tags: ["ready"]);
    }

    /// <summary>Pages are served without the Api too, and say that it is missing: that is degraded, not unready.</summary>
    private sealed class ApiConnection(LiveTrading live) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(live.IsConnected ? HealthCheckResult.Healthy("live stream connected") : HealthCheckResult.Degraded(live.Problem ?? "connecting to the Api"));
    }
}
