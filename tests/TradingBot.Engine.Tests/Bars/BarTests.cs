using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Tests.Bars;

public class BarTests
{
    // A multiple of 60 s.
    private const long Start = TradingSession.StartNs - TradingSession.StartNs % 60_000_000_000;

    [Fact]
    public void A_bar_holds_the_trades_of_its_interval_and_the_first_trade_after_closes_it()
    {
        TradingSession session = TradingSession.Running();
        Trade(session, 1m, 100m, 0);
        Trade(session, 2m, 103m, 1_000);
        Trade(session, 3m, 98m, 4_999);
        Assert.Empty(session.Bars);
        Trade(session, 4m, 101m, 5_000);

        ClosedBar closed = Assert.Single(session.Bars);
        Assert.Equal(new Bar(Start, 5, new(10_000), new(10_300), new(9_800), new(9_800), new(6_000), 3), closed.Bar);
    }

    [Fact]
    public void Intervals_without_trades_have_no_bar()
    {
        TradingSession session = TradingSession.Running();
        Trade(session, 1m, 100m, 0);
        Trade(session, 1m, 101m, 21_000);
        Trade(session, 1m, 102m, 60_000);
        Assert.Equal([(0L, 5), (20_000L, 5), (0L, 60)],
            session.Bars.Select(closed => ((closed.Bar.OpenTimeNs - Start) / TradingSession.Millisecond, closed.Bar.IntervalSeconds)));
    }

    [Fact]
    public void Time_that_passes_closes_a_bar_by_the_venues_clock_as_last_seen()
    {
        TradingSession session = TradingSession.Running();
        // The venue's clock is far behind ours, as with a recording that keeps its times.
        long venueStart = Start - 1_000_000_000_000_000_000;
        session.Trade(1m, 100m, Side.Buy, exchangeTimeNs: venueStart);
        session.Tick(TimeSpan.FromSeconds(4.9));
        Assert.Empty(session.Bars);
        session.Tick(TimeSpan.FromSeconds(0.1));
        Assert.Equal(venueStart, Assert.Single(session.Bars).Bar.OpenTimeNs);
    }

    [Fact]
    public void A_closed_bar_never_changes_and_a_late_trade_counts_in_the_open_one()
    {
        TradingSession session = TradingSession.Running();
        Trade(session, 1m, 100m, 4_000);
        session.Tick(TimeSpan.FromSeconds(2));
        Trade(session, 1m, 90m, 4_500);
        Trade(session, 1m, 101m, 6_000);
        Trade(session, 1m, 102m, 11_000);
        Assert.Equal([(0L, 1), (5_000L, 2)], session.Bars.Select(closed => ((closed.Bar.OpenTimeNs - Start) / TradingSession.Millisecond, closed.Bar.TradeCount)));
        Assert.Equal(new Price(9_000), session.Bars[1].Bar.Low);
    }

    private static void Trade(TradingSession session, decimal quantity, decimal price, long milliseconds) =>
        session.Trade(quantity, price, Side.Buy, exchangeTimeNs: Start + milliseconds * TradingSession.Millisecond);
}
