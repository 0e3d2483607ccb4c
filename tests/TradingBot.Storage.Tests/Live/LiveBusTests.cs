using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.LocalStack.Redis;
using TradingBot.Storage.Live;

namespace TradingBot.Storage.Tests.Live;

public sealed class LiveBusTests(ServerFixture servers)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task News_reach_another_process_and_the_latest_value_is_kept()
    {
        await using ServiceProvider worker = Services(servers.Redis), api = Services(servers.Redis);
        LiveTicker ticker = new("binance", "BTC-USDT", 60_000.10m, 60_000m, 60_001m, "live", Now);
        LiveBook book = new("binance", "BTC-USDT", 7, "live", Now, [new(60_000m, 1.5m)], [new(60_001m, 0.00001m)]);
        await ExchangeUntilHeardAsync(worker.GetRequiredService<LiveBus>(), api.GetRequiredService<LiveBus>(), ticker);
        worker.GetRequiredService<LiveBus>().Publish(book);
        LiveBus reader = api.GetRequiredService<LiveBus>();
        IReadOnlyList<LiveTicker> latest = await reader.LatestAsync<LiveTicker>([ticker.CacheKey, "ticker:binance:NO-SUCH"]);
        Assert.Equal([ticker], latest);
        Assert.True(reader.IsConnected);
    }

    [Fact]
    public async Task A_lost_Redis_is_told_and_news_flow_again_when_it_is_back()
    {
        Assert.SkipUnless(TemporaryRedis.IsAvailable(out string reason), reason);
        await using TemporaryRedis redis = await TemporaryRedis.StartAsync(Cancellation);
        await using ServiceProvider worker = Services(redis), api = Services(redis);
        LiveBus sender = worker.GetRequiredService<LiveBus>(), receiver = api.GetRequiredService<LiveBus>();
        await ExchangeUntilHeardAsync(sender, receiver, new LiveControl("w", "running", "", 1, Now));
        await redis.KillAsync();
        await UntilAsync(() => { sender.Publish(new LiveControl("w", "running", "", 2, Now)); return !sender.IsConnected; });
        Assert.Empty(await sender.LatestAsync<LiveTicker>(["ticker:binance:BTC-USDT"]));
        await redis.RestartAsync(Cancellation);
        await ExchangeUntilHeardAsync(sender, receiver, new LiveControl("w", "running", "", 3, Now));
    }

    [Fact]
    public async Task Without_Redis_publishing_does_nothing_and_says_so()
    {
        await using ServiceProvider services = new TestDatabase("x", "", "Host=127.0.0.1;Database=x;Username=x", "", "").Services();
        LiveBus bus = services.GetRequiredService<LiveBus>();
        bus.Publish(new LiveControl("w", "running", "", 1, Now));
        Assert.False(bus.IsConfigured);
        Assert.False(bus.IsConnected);
        Assert.Empty(await bus.LatestAsync<LiveTicker>(["ticker:binance:BTC-USDT"]));
    }

    private static async Task ExchangeUntilHeardAsync(LiveBus sender, LiveBus receiver, LiveMessage message)
    {
        Channel<LiveMessage> heard = Channel.CreateUnbounded<LiveMessage>();
        using IDisposable subscription = receiver.Subscribe(received => heard.Writer.TryWrite(received));
        // Until the receiver has subscribed, what is sent is lost: that is the bus's nature.
        await UntilAsync(() => { sender.Publish(message); return heard.Reader.TryRead(out LiveMessage? received) && received.Equals(message); });
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int attempt = 0; attempt < 600; attempt++)
        {
            if (condition()) return;
            await Task.Delay(50, Cancellation);
        }
        Assert.Fail("it did not happen within 30 s");
    }

    private static ServiceProvider Services(TemporaryRedis redis) =>
        new TestDatabase("x", "", "Host=127.0.0.1;Database=x;Username=x", "", "").Services(("ConnectionStrings:redis", redis.ConnectionString));
}
