using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TradingBot.ServiceDefaults.Telemetry;

/// <summary>Metrics on <c>/metrics</c> always; metrics, traces and logs over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
internal static class TelemetryExtensions
{
    /// <summary>The runbook's name of the framework's request histogram.</summary>
    private const string RequestDuration = "http.request.duration";

    private static readonly double[] RequestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] SecondsBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    public static void AddTelemetry(this WebApplicationBuilder builder, ServiceIdentity service)
    {
        TelemetryDestination.Check(builder.Configuration);
        bool exportsOtlp = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService($"trading-bot-{service.Name}", serviceVersion: service.Version, serviceInstanceId: $"{System.Environment.MachineName}-{System.Environment.ProcessId}");

        // Defaults below every other source, so that an operator can still turn the framework's own words up.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>
            {
                ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
                ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
                // The probe's answer says what is not ready; while a service starts that is no error to log.
                ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
            },
        });
        builder.Logging.AddSimpleConsole(Format);
        if (exportsOtlp)
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.SetResourceBuilder(resource);
                logs.IncludeScopes = true;
                logs.AddOtlpExporter();
            });
        }

        var exporter = new PrometheusTextExporter();
        builder.Services.AddSingleton(exporter);
        builder.Services.AddSingleton(services => Metrics(resource, exporter, exportsOtlp, services.GetRequiredService<IMeterFactory>()));
        if (exportsOtlp) builder.Services.AddSingleton(_ => Traces(resource));
        builder.Services.AddHostedService<TelemetryLifetime>();
    }

    public static void MapMetrics(this IEndpointRouteBuilder app) => app
        .MapGet("/metrics", async (PrometheusTextExporter exporter, MeterProvider _, CancellationToken cancellation) =>
            Results.Text(await exporter.ScrapeAsync(cancellation), "text/plain; version=0.0.4", System.Text.Encoding.UTF8))
        .AllowAnonymous()
        .DisableHttpMetrics()
        .ExcludeFromDescription();

    private static void Format(SimpleConsoleFormatterOptions format)
    {
        format.SingleLine = true; // Also keeps a message with line breaks from forging a log line.
        format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        format.UseUtcTimestamp = true;
        format.ColorBehavior = LoggerColorBehavior.Disabled;
    }

    private static MeterProvider Metrics(ResourceBuilder resource, PrometheusTextExporter exporter, bool exportsOtlp, IMeterFactory own)
    {
        // Instruments are heard in the whole process. Where it has a second host, one's numbers would stand in for the other's, and end with them.
        bool IsAnothers(Instrument instrument) => instrument.Meter.Scope is IMeterFactory factory && factory != own;
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("TradingBot.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql")
            .AddView(instrument => IsAnothers(instrument) ? MetricStreamConfiguration.Drop : Buckets(instrument))
            .AddReader(exporter.Reader);
        if (exportsOtlp) metrics.AddOtlpExporter();
        return metrics.Build();
    }

    private static ExplicitBucketHistogramConfiguration? Buckets(Instrument instrument)
    {
        if (instrument.Name == "http.server.request.duration") return new() { Name = RequestDuration, Boundaries = RequestBuckets };
        return IsOwnDuration(instrument) ? new() { Boundaries = SecondsBuckets } : null;
    }

    private static bool IsOwnDuration(Instrument instrument) =>
        instrument.Unit == "s" && instrument.Meter.Name.StartsWith("TradingBot.", StringComparison.Ordinal) && instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static TracerProvider Traces(ResourceBuilder resource)
    {
        // Without this switch the framework's spans carry no attributes unless its own instrumentation package is there.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        return Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("TradingBot.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
            .AddOtlpExporter()
            .Build();
    }

    /// <summary>Builds the providers when the service starts, not on the first scrape, and flushes them when it stops.</summary>
    private sealed class TelemetryLifetime(MeterProvider metrics, IEnumerable<TracerProvider> traces, ServiceIdentity service) : IHostedService, IDisposable
    {
        private readonly Meter _meter = new("TradingBot.ServiceDefaults");

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _meter.CreateObservableGauge(
                "trading_bot_build_info",
                () => new Measurement<int>(1, new("service", service.Name), new("version", service.Version)),
                description: "1; the labels tell which build runs.");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            metrics.ForceFlush(2_000);
            foreach (TracerProvider provider in traces) provider.ForceFlush(2_000);
            return Task.CompletedTask;
        }

        public void Dispose() => _meter.Dispose();
    }
}
