using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TradingBot.ServiceDefaults.Tests;

/// <summary>The exporter reads the process's environment, so no other test runs beside these.</summary>
[CollectionDefinition(nameof(OtlpExportTests), DisableParallelization = true)]
[Collection(nameof(OtlpExportTests))]
public sealed partial class OtlpExportTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    [Fact]
    public async Task Metrics_traces_and_logs_reach_the_configured_collector()
    {
        ConcurrentDictionary<string, long> received = new();
        await using WebApplication collector = await StartCollectorAsync(received);
        Environment.SetEnvironmentVariable(Endpoint, collector.Urls.Single());
        Environment.SetEnvironmentVariable(Protocol, "http/protobuf");
        try
        {
            await using (RunningService service = await RunningService.StartAsync(map: app => app.MapGet("/hello", (ILogger<OtlpExportTests> logger) => Greet(logger))))
            {
                await service.Client.GetStringAsync("/hello", TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable(Endpoint, null);
            Environment.SetEnvironmentVariable(Protocol, null);
        }

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], received.Keys.Order(StringComparer.Ordinal));
        Assert.All(received.Values, bytes => Assert.True(bytes > 0));
    }

    private static string Greet(ILogger logger)
    {
        LogGreeted(logger);
        return "hello";
    }

    [LoggerMessage(1, LogLevel.Warning, "greeted")]
    private static partial void LogGreeted(ILogger logger);

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, long> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(context.Request.Path, body.Length, (_, bytes) => bytes + body.Length);
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }
}
