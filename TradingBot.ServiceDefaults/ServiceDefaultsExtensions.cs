using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TradingBot.ServiceDefaults.Health;
using TradingBot.ServiceDefaults.Http;
using TradingBot.ServiceDefaults.Telemetry;

namespace TradingBot.ServiceDefaults;

/// <summary>What every service of the system shares.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, health checks, resilient HTTP clients and a bounded shutdown.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">Name in telemetry, such as <c>api</c>.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(serviceName);
        var identity = new ServiceIdentity(serviceName, VersionOf(Assembly.GetEntryAssembly()));
        builder.Services.AddSingleton(identity);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddTelemetry(identity);
        builder.Services.AddHealthChecks();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(_ => new ResilienceHandler()));
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(8));
        return builder;
    }

    /// <summary>Maps <c>/api/health</c> (alive), <c>/api/health/ready</c> (all checks tagged <c>ready</c>) and <c>/metrics</c>, open to everybody who reaches them.</summary>
    /// <param name="app">The service.</param>
    /// <returns>The same service.</returns>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        return app;
    }

    private static string VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}

/// <summary>Which service this process is.</summary>
/// <param name="Name">Such as <c>api</c>.</param>
/// <param name="Version">Version of the product.</param>
public sealed record ServiceIdentity(string Name, string Version);
