using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TradingBot.ServiceDefaults.Tests;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Counters_end_in_total_and_carry_their_labels_escaped()
    {
        await using RunningService service = await RunningService.StartAsync();
        using var meter = new Meter("TradingBot.Tests.Counters");
        Counter<long> counter = meter.CreateCounter<long>("test.orders", description: "Orders.");
        counter.Add(2, new KeyValuePair<string, object?>("venue", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("venue", "a\"b\\c\nd"));

        string[] lines = await ScrapeAsync(service);

        Assert.Contains("# HELP test_orders_total Orders.", lines);
        Assert.Contains("# TYPE test_orders_total counter", lines);
        Assert.Contains("""test_orders_total{venue="a\"b\\c\nd"} 5""", lines);
    }

    [Fact]
    public async Task Durations_are_cumulative_histograms_in_seconds()
    {
        await using RunningService service = await RunningService.StartAsync();
        using var meter = new Meter("TradingBot.Tests.Durations");
        Histogram<double> duration = meter.CreateHistogram<double>("test.acknowledge", unit: "s");
        duration.Record(0.004);
        duration.Record(0.3);

        string[] lines = await ScrapeAsync(service);

        Assert.Contains("# TYPE test_acknowledge_seconds histogram", lines);
        Assert.Contains("""test_acknowledge_seconds_bucket{le="0.0025"} 0""", lines);
        Assert.Contains("""test_acknowledge_seconds_bucket{le="0.005"} 1""", lines);
        Assert.Contains("""test_acknowledge_seconds_bucket{le="+Inf"} 2""", lines);
        Assert.Contains("test_acknowledge_seconds_count 2", lines);
        Assert.Contains("test_acknowledge_seconds_sum 0.304", lines);
    }

    [Fact]
    public async Task Gauges_are_written_as_they_are_now()
    {
        await using RunningService service = await RunningService.StartAsync();
        using var meter = new Meter("TradingBot.Tests.Gauges");
        int value = 1;
        meter.CreateObservableGauge("paper_trading_mode_test", () => value);

        Assert.Contains("paper_trading_mode_test 1", await ScrapeAsync(service));
        value = 0;
        Assert.Contains("paper_trading_mode_test 0", await ScrapeAsync(service));
    }

    [Fact]
    public async Task A_second_host_in_the_process_neither_overwrites_nor_ends_the_firsts_numbers()
    {
        await using RunningService first = await RunningService.StartAsync();
        CreateGauge(first, 1);
        RunningService second = await RunningService.StartAsync();
        CreateGauge(second, 0);

        Assert.Contains("paper_of_this_host 1", await ScrapeAsync(first));
        Assert.Contains("paper_of_this_host 0", await ScrapeAsync(second));
        await second.DisposeAsync();
        // Whose instrument has ended is taken out after the next scrape.
        for (int scrape = 0; scrape < 3; scrape++) Assert.Contains("paper_of_this_host 1", await ScrapeAsync(first));
    }

    [Fact]
    public async Task Requests_are_measured_under_the_runbooks_name_and_scrapes_are_not()
    {
        await using RunningService service = await RunningService.StartAsync(map: app => app.MapGet("/hello", () => "hello"));
        await service.Client.GetStringAsync("/hello", TestContext.Current.CancellationToken);

        // The framework measures a request after its answer has gone out, so the client may be first.
        string[] lines = await ScrapeAsync(service);
        for (int tries = 0; tries < 500 && !lines.Any(IsHello); tries++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            lines = await ScrapeAsync(service);
        }

        Assert.Contains(lines, IsHello);
        Assert.DoesNotContain(lines, line => line.StartsWith("http_request_duration_seconds_count{", StringComparison.Ordinal) && line.Contains("/metrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_build_and_the_runtime_are_shown()
    {
        await using RunningService service = await RunningService.StartAsync();

        string[] lines = await ScrapeAsync(service);

        Assert.Contains(lines, line => line.StartsWith("trading_bot_build_info{service=\"test\",version=\"", StringComparison.Ordinal));
        Assert.Contains("# TYPE dotnet_thread_pool_thread_count gauge", lines);
        Assert.Contains(lines, line => line.StartsWith("dotnet_process_memory_working_set_bytes ", StringComparison.Ordinal));
    }

    private static void CreateGauge(RunningService service, int value) =>
        service.Services.GetRequiredService<IMeterFactory>().Create("TradingBot.Tests.Hosts").CreateObservableGauge("paper_of_this_host", () => value);

    private static bool IsHello(string line) =>
        line.StartsWith("http_request_duration_seconds_count{", StringComparison.Ordinal) && line.Contains("http_route=\"/hello\"", StringComparison.Ordinal);

    private static async Task<string[]> ScrapeAsync(RunningService service) =>
        (await service.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
}
