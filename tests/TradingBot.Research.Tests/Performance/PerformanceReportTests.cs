using TradingBot.Research.Performance;

namespace TradingBot.Research.Tests.Performance;

public class PerformanceReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Profit_drawdown_and_return_come_from_the_equity_curve()
    {
        PerformanceReport report = PerformanceReport.Calculate(Input(
            [Point(-60, 990m), Point(-1, 1_000m), Point(60, 1_100m), Point(120, 880m), Point(180, 1_150m), Point(1_440, 5m)]));
        Assert.Equal((1_000m, 1_150m), (report.StartEquity, report.EndEquity));
        Assert.Equal((140m, 0.14m), (report.NetProfit, report.Return));
        Assert.Equal((220m, 0.2m), (report.MaxDrawdown, report.MaxDrawdownShare));
    }

    [Fact]
    public void Ratios_are_those_of_their_definitions()
    {
        // Returns of the steps: +10 %, -10 %, +10 %, 0.
        PerformanceReport report = PerformanceReport.Calculate(Input(
            [Point(0, 1_000m), Point(60, 1_100m), Point(120, 990m), Point(180, 1_089m)], minutes: 240, step: TimeSpan.FromHours(1)));
        double annual = Math.Sqrt(365 * 24);
        double deviation = Math.Sqrt((Square(0.1 - 0.025) * 2 + Square(-0.1 - 0.025) + Square(0.025)) / 3);
        Assert.Equal(0.025 / deviation * annual, report.SharpeRatio!.Value, 1e-9);
        Assert.Equal(0.025 / Math.Sqrt(Square(0.1) / 4) * annual, report.SortinoRatio!.Value, 1e-9);
        Assert.StartsWith("returns every 60 minutes", report.RatioBasis, StringComparison.Ordinal);

        static double Square(double value) => value * value;
    }

    [Fact]
    public void Ratios_of_nothing_are_none_and_not_infinite()
    {
        PerformanceReport flat = PerformanceReport.Calculate(Input([Point(0, 1_000m)]));
        Assert.Equal((null, null), (flat.SharpeRatio, flat.SortinoRatio));
        Assert.Equal(0m, flat.NetProfit);
        PerformanceReport empty = PerformanceReport.Calculate(Input([]));
        Assert.Equal((null, null, null), (empty.StartEquity, empty.NetProfit, empty.Return));
        Assert.Null(empty.Total.WinRate);
        Assert.Null(empty.Total.ProfitFactor);
    }

    [Fact]
    public void An_order_that_closes_in_several_executions_counts_once()
    {
        Guid buy = new(1, 0, 0, new byte[8]);
        Guid win = new(2, 0, 0, new byte[8]);
        Guid loss = new(3, 0, 0, new byte[8]);
        PerformanceReport report = PerformanceReport.Calculate(Input([Point(0, 1_000m)]) with
        {
            OrdersAccepted = 4,
            OrdersRejected = 2,
            Executions =
            [
                new(Start, buy, "binance:BTC-USDT", "cross", true, 100m, 200m, 0.002m, false, 0m),
                new(Start, win, "binance:BTC-USDT", "cross", false, 110m, 110m, 0.11m, true, 30m),
                new(Start, win, "binance:BTC-USDT", "cross", false, 90m, 90m, 0.09m, true, -10m),
                new(Start, loss, "kucoin:BTC-USDT", null, false, 90m, 90m, 0.09m, true, -8m),
            ],
        });
        Assert.Equal(new TradingSummary("all", 3, 4, 490m, 0.49m, 12m, 2, 0.5m, 2.5m), report.Total);
        Assert.Equal(["cross", "manual"], report.ByStrategy.Select(summary => summary.Name));
        Assert.Equal(new TradingSummary("cross", 2, 3, 400m, 0.4m, 20m, 1, 1m, null), report.ByStrategy[0]);
        Assert.Equal(["binance:BTC-USDT", "kucoin:BTC-USDT"], report.BySymbol.Select(summary => summary.Name));
        Assert.Equal((4, 2), (report.OrdersAccepted, report.OrdersRejected));
    }

    [Fact]
    public void Nonsense_is_refused_by_name()
    {
        Assert.Contains("end must be after", Refused(Input([], minutes: 0)), StringComparison.Ordinal);
        Assert.Contains("point 1 is not", Refused(Input([Point(5, 1m), Point(4, 1m)])), StringComparison.Ordinal);
        Assert.Contains("outside of the period", Refused(Input([]) with
        {
            Executions = [new(Start.AddDays(2), Guid.Empty, "x", null, true, 1m, 1m, 0m, true, 0m)],
        }), StringComparison.Ordinal);

        static string Refused(ReportInput input) => Assert.Throws<ArgumentException>(() => PerformanceReport.Calculate(input)).Message;
    }

    private static ReportInput Input(IReadOnlyList<EquityPoint> equity, int minutes = 1_440, TimeSpan? step = null) => new()
    {
        From = Start,
        To = Start.AddMinutes(minutes),
        ReportingAsset = "USDT",
        Equity = equity,
        Executions = [],
        Deposits = equity.Count > 4 ? 10m : 0m,
        SampleStep = step,
    };

    private static EquityPoint Point(int minutes, decimal equity) => new(Start.AddMinutes(minutes), equity);
}
