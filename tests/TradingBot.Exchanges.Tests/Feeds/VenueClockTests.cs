using TradingBot.Exchanges.Feeds;

namespace TradingBot.Exchanges.Tests.Feeds;

public sealed class VenueClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-300_000)]
    [InlineData(-1_270)]
    [InlineData(0)]
    [InlineData(300_000)]
    public void Latency_is_corrected_by_the_offset_whichever_clock_is_ahead(int venueAheadMs)
    {
        VenueClock clock = new();
        TimeSpan ahead = TimeSpan.FromMilliseconds(venueAheadMs);
        Assert.Null(clock.Latency(Ns(Noon), Noon));
        Assert.Equal(ahead, clock.Measured(Noon, Noon + TimeSpan.FromMilliseconds(20), Noon + TimeSpan.FromMilliseconds(10) + ahead));
        Assert.Equal(TimeSpan.FromMilliseconds(7), clock.Latency(Ns(Noon + ahead), Noon + TimeSpan.FromMilliseconds(7)));
    }

    [Fact]
    public void An_event_from_the_future_raises_the_offset_and_no_latency_is_negative()
    {
        VenueClock clock = new();
        clock.Measured(Noon, Noon, Noon);
        Assert.Equal(TimeSpan.Zero, clock.Latency(Ns(Noon + TimeSpan.FromMilliseconds(5)), Noon));
        Assert.Equal(TimeSpan.FromMilliseconds(5), clock.Offset);
        Assert.Equal(TimeSpan.FromMilliseconds(2), clock.Latency(Ns(Noon + TimeSpan.FromMilliseconds(5)), Noon + TimeSpan.FromMilliseconds(2)));
    }

    [Fact]
    public void Pauses_between_connections_grow_to_the_limit_and_are_jittered()
    {
        ReconnectDelay delay = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        double[] whole = [100, 200, 400, 800, 1600, 2000, 2000];
        foreach (double limit in whole) Assert.InRange(delay.Next().TotalMilliseconds, limit / 2, limit);
        delay.Reset();
        Assert.InRange(delay.Next().TotalMilliseconds, 50, 100);
    }

    private static long Ns(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
