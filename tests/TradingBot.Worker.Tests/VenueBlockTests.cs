using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.Storage.Control;
using TradingBot.Storage.Feeds;

namespace TradingBot.Worker.Tests;

public sealed class VenueBlockTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ban_survives_a_restart_and_not_one_request_goes_out_before_its_end()
    {
        await using SimulatorHost exchange = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromSeconds(30) }, Cancellation);
        TestDatabase database = await servers.CreateDatabaseAsync();
        (string, string) simulator = ("services:simulator:http:0", exchange.Address.ToString());
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, simulator))
        {
            await worker.ReadyAsync();
            using HttpClient control = new() { BaseAddress = exchange.Address };
            using HttpResponseMessage fault = await control.PostAsJsonAsync("/sim/faults", new { fault = "ban", venue = "kucoin", retryAfter = 600, durationMs = 600_000 }, Cancellation);
            fault.EnsureSuccessStatusCode();
            VenueBlockStore store = worker.Services.GetRequiredService<VenueBlockStore>();
            await WorkerUnderTest.UntilAsync(async () => (await store.ReadAsync(DateTimeOffset.UtcNow, Cancellation)).Any(block => block.Venue == "kucoin" && block.Until > DateTimeOffset.UtcNow.AddMinutes(8)));
        }
        await using WorkerUnderTest again = await WorkerUnderTest.StartAsync(servers, database, simulator);
        FeedStatusBoard board = again.Services.GetRequiredService<FeedStatusBoard>();
        await WorkerUnderTest.UntilAsync(() => board.Connections().Any(connection => connection is { Venue: Engine.Instruments.Venue.KuCoin, BlockedUntil: not null }));
        Assert.DoesNotContain(again.Services.GetRequiredService<RequestPace>().Usage(), usage => usage.Venue == Engine.Instruments.Venue.KuCoin);
    }

    [Fact]
    public async Task The_pause_between_requests_is_set_at_run_time()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database);
        RequestPace pace = worker.Services.GetRequiredService<RequestPace>();
        ControlStore control = worker.Services.GetRequiredService<ControlStore>();
        await control.SetRateLimitDelayAsync(1_500, "operator", Cancellation);
        await WorkerUnderTest.UntilAsync(() => pace.MinimumDelay == TimeSpan.FromMilliseconds(1_500));
        await control.SetRateLimitDelayAsync(0, "operator", Cancellation);
        await WorkerUnderTest.UntilAsync(() => pace.MinimumDelay == TimeSpan.Zero);
    }
}
