using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;
using TradingBot.Research.Drift;

namespace TradingBot.Research.Tests.Drift;

/// <summary>What a difference between a live session and a backtest is said to come of.</summary>
public class DriftReportTests
{
    private const long Second = 1_000_000_000;
    private static readonly DriftTrade Bought = new(100 * Second, Side.Buy, 1m, 101m, new(1_000), Money.FromDecimal(100), Money.FromDecimal(0.1m), "book 7", "filled", false);
    private static readonly DriftTrade Sold = Bought with { TimeNs = 160 * Second, Side = Side.Sell, Books = "book 20" };
    private static readonly DriftTrade Refused = Bought with { Filled = Quantity.Zero, Notional = Money.Zero, Fees = Money.Zero, Books = "", Outcome = "refused: RiskPosition", IsRestricted = true };

    [Fact]
    public void The_same_trades_are_no_difference()
    {
        DriftReport report = DriftReport.Compare([Bought, Sold], [Bought, Sold], [new(50 * Second, DriftCause.Configuration, "an order of a user")], 5 * Second);
        Assert.Equal((2, 0), (report.Same, report.Differences.Count));
    }

    public static TheoryData<string, DriftCause> Causes => new()
    {
        { "another book", DriftCause.Data },
        { "only live", DriftCause.Data },
        { "only the backtest", DriftCause.Data },
        { "only the backtest after a hole", DriftCause.Data },
        { "later on the same book", DriftCause.Timing },
        { "only the backtest after a time away", DriftCause.Timing },
        { "refused live", DriftCause.Risk },
        { "refused in the backtest", DriftCause.Risk },
        { "only the backtest after a stop", DriftCause.Risk },
        { "only the backtest after a change of parameters", DriftCause.Configuration },
        { "the same data gave another result", DriftCause.Configuration },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void Each_difference_says_what_it_comes_of(string story, DriftCause cause)
    {
        (DriftTrade? live, DriftTrade? backtest, DriftEvent? before) = story switch
        {
            "another book" => (Bought with { Books = "book 8" }, Bought, null),
            "only live" => (Bought, null, null),
            "only the backtest" => (null, Bought, null),
            "only the backtest after a hole" => (null, Bought, new DriftEvent(90 * Second, DriftCause.Data, "records are missing")),
            "later on the same book" => (Bought with { TimeNs = 100 * Second + 3_000_000 }, Bought, null),
            "only the backtest after a time away" => (null, Bought, new DriftEvent(90 * Second, DriftCause.Timing, "the account had no owner for 4.0 s")),
            "refused live" => (Refused, Bought, new DriftEvent(90 * Second, DriftCause.Configuration, "limits were changed")),
            "refused in the backtest" => (Bought, Refused, null),
            "only the backtest after a stop" => (null, Bought, new DriftEvent(90 * Second, DriftCause.Risk, "trading was Stopped")),
            "only the backtest after a change of parameters" => (null, Bought, new DriftEvent(90 * Second, DriftCause.Configuration, "the strategy was configured anew")),
            _ => ((DriftTrade?)(Bought with { Filled = new(500) }), (DriftTrade?)Bought, (DriftEvent?)null),
        };
        DriftReport report = DriftReport.Compare(live is null ? [] : [live], backtest is null ? [] : [backtest], before is null ? [] : [before], 5 * Second);

        DriftDifference difference = Assert.Single(report.Differences);
        Assert.Equal((0, cause, live, backtest), (report.Same, difference.Cause, difference.Live, difference.Backtest));
        Assert.NotEmpty(difference.What);
    }

    [Fact]
    public void Trades_are_paired_by_side_and_time_and_what_follows_a_difference_says_so()
    {
        DriftTrade late = Sold with { TimeNs = Sold.TimeNs + 60 * Second };
        DriftReport report = DriftReport.Compare([Bought, Sold], [Bought, late], [], 5 * Second);

        Assert.Equal(1, report.Same);
        Assert.Equal([(Sold, null), (null, late)], report.Differences.Select(difference => (difference.Live, difference.Backtest)));
        Assert.StartsWith("follows from the difference before it", report.Differences[1].What, StringComparison.Ordinal);
        // What comes after a trade does not explain it.
        Assert.Equal(DriftCause.Data, DriftReport.Compare([Bought], [], [new(101 * Second, DriftCause.Risk, "a stop")], 5 * Second).Differences[0].Cause);
    }
}
