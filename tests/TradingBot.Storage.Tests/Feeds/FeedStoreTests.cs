using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.Reading;

namespace TradingBot.Storage.Tests.Feeds;

public sealed class FeedStoreTests(ServerFixture servers)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_venue_s_order_is_kept_until_it_ends_and_of_two_the_later_end_counts()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        VenueBlockStore store = services.GetRequiredService<VenueBlockStore>();
        StoredVenueBlock ban = new("binance", "data-api.binance.vision", Now.AddMinutes(10), "GET /api/v3/depth was answered 418");
        await store.StoreAsync(ban, Now, Cancellation);
        await store.StoreAsync(ban with { Until = Now.AddMinutes(1), Reason = "429" }, Now, Cancellation);
        await store.StoreAsync(new("kucoin", "127.0.0.1:3005", Now.AddSeconds(30), "429"), Now, Cancellation);
        Assert.Equal([ban], (await store.ReadAsync(Now.AddMinutes(1), Cancellation)).ToArray());
        Assert.Equal(2, (await store.ReadAsync(Now, Cancellation)).Count);
        Assert.Empty(await store.ReadAsync(Now.AddMinutes(10), Cancellation));
    }

    [Fact]
    public async Task What_a_feed_tells_is_read_back_whole()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        FeedState told = new("kucoin", "BTC-USDT", "trades", true, "syncing", "the changes 5 to 7 are missing", true, Now, 3.5, 100, 2, 4)
        {
            Gaps = 3,
            Holes = 1,
            Recovered = 17,
            LastHole = "after 5 and before 9",
            ResyncReasons = new Dictionary<string, long> { ["gap"] = 3, ["start"] = 1 },
            IgnoredReasons = new Dictionary<string, long> { ["duplicate"] = 2 },
            BookLimit = "whole books of 50 levels",
            Divergence = 0.031m,
            Diverges = true,
            BlockedUntil = Now.AddMinutes(2),
        };
        await services.GetRequiredService<FeedStatusStore>().StoreAsync("worker-1", [told], Now, Cancellation);
        await using TradingBotDbContext database = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        FeedStatusRow row = await database.FeedStatus.SingleAsync(Cancellation);
        Assert.Equal((told.Reason, told.Gaps, told.Holes, told.Recovered, told.LastHole), (row.Reason, row.Gaps, row.Holes, row.Recovered, row.LastHole));
        Assert.Equal((told.BookLimit, told.Divergence, told.Diverges, told.BlockedUntil), (row.BookLimit, row.Divergence, row.Diverges, row.BlockedUntil));
        Assert.Equal(("""{"gap": 3, "start": 1}""", """{"duplicate": 2}"""), (row.ResyncReasons, row.IgnoredReasons));
    }

    [Fact]
    public async Task Each_worker_tells_for_itself_and_one_that_has_told_nothing_for_an_hour_is_forgotten()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        FeedStatusStore store = services.GetRequiredService<FeedStatusStore>();
        FeedState live = new("binance", "BTC-USDT", "book", true, "live", null, false, Now, null, 1, 0, 0);
        await store.StoreAsync("worker-1", [live, live with { Symbol = "ETH-USDT" }], Now, Cancellation);
        await store.StoreAsync("worker-2", [live with { Status = "syncing" }], Now.AddSeconds(1), Cancellation);
        Assert.Equal(["worker-1 BTC-USDT live", "worker-1 ETH-USDT live", "worker-2 BTC-USDT syncing"], await ToldAsync());
        await store.StoreAsync("worker-1", [live with { Status = "stale" }], Now.AddSeconds(2), Cancellation);
        Assert.Equal(["worker-1 BTC-USDT stale", "worker-2 BTC-USDT syncing"], await ToldAsync());
        await store.StoreAsync("worker-1", [live], Now.AddMinutes(61), Cancellation);
        Assert.Equal(["worker-1 BTC-USDT live"], await ToldAsync());

        async Task<string[]> ToldAsync()
        {
            await using TradingBotDbContext database = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
            return [.. (await database.FeedStatus.ToListAsync(Cancellation)).Select(row => $"{row.WorkerId} {row.Symbol} {row.Status}").Order(StringComparer.Ordinal)];
        }
    }
}
