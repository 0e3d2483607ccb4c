using TradingBot.Fidelity.Paper;
using TradingBot.Fidelity.Report;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Tests;

/// <summary>One small run for all tests.</summary>
public sealed class SmallRun
{
    internal static FidelityPlan Plan { get; } = new() { Seed = 7, Markets = 6, RunsPerMarket = 6 };

    public SmallRun()
    {
        Result = FidelityLab.Run(Plan);
        Summary = FidelitySummary.Of(Result);
    }

    internal FidelityResult Result { get; }

    internal FidelitySummary Summary { get; }

    internal ModelErrors Taker(string model) => Summary.Takers.Single(row => row.Model == model);

    internal ModelErrors Maker(string model) => Summary.Makers.Single(row => row.Model == model);
}

public sealed class FidelityLabTests(SmallRun run) : IClassFixture<SmallRun>
{
    [Fact]
    public void The_same_seed_gives_the_same_outcomes_and_another_seed_others()
    {
        FidelityPlan plan = SmallRun.Plan with { Markets = 2, RunsPerMarket = 2 };
        string once = Outcomes(FidelityLab.Run(plan, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(once, Outcomes(FidelityLab.Run(plan, cancellation: TestContext.Current.CancellationToken)));
        Assert.NotEqual(once, Outcomes(FidelityLab.Run(plan with { Seed = 8 }, cancellation: TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Every_order_is_measured_by_every_model_and_orders_are_filled_in_both_worlds()
    {
        int most = SmallRun.Plan.Markets * SmallRun.Plan.RunsPerMarket * 6;
        Assert.InRange(run.Result.Count, most * 9 / 10, most);
        Assert.All(run.Result.Orders, order => Assert.Equal(LabModel.All.Count, order.Papers.Length));
        Assert.All(run.Result.Orders, order => Assert.All(order.Papers.Append(order.Truth.Outcome), outcome => Assert.InRange(outcome.FillRatio, 0, 1)));
        Assert.Contains(run.Result.Orders, order => order.Order.Case.IsPassive && order.Truth.Outcome.IsFilled);
        Assert.Contains(run.Result.Orders, order => order.Order.Case.IsPassive && !order.Truth.Outcome.IsFilled);
        Assert.Contains(run.Result.Orders, order => order.Truth.Outcome.FillRatio is > 0 and < 1);
        Assert.Contains(run.Result.Orders, order => !order.Order.Case.IsPassive && order.Truth.Outcome.IsFilled);
    }

    // Bounds are several times what a full run measures (docs/FIDELITY.md), because this one is small.
    [Fact]
    public void The_expected_model_is_near_the_truth()
    {
        ModelErrors takers = run.Taker(LabModel.Expected), makers = run.Maker(LabModel.Expected);
        Assert.InRange(takers.Price.MedianSize, 0, 0.1);
        Assert.InRange(takers.Price.HighSize, 0, 5);
        Assert.InRange(makers.FillRatio.Mean, -10, 10);
        Assert.InRange(makers.FirstFill.MedianSize, 0, 60);
        Assert.InRange(run.Summary.Envelope.FillRatioPercent, 85, 100);
    }

    [Theory]
    [InlineData("touch-fill")]
    [InlineData("last-price fill")]
    [InlineData("fixed slippage")]
    public void The_rules_of_other_systems_are_farther_from_the_truth(string baseline)
    {
        Assert.True(run.Taker(baseline).FillRatio.MeanSize > run.Taker(LabModel.Expected).FillRatio.MeanSize);
        Assert.True(run.Taker(baseline).Price.MeanSize > run.Taker(LabModel.Expected).Price.MeanSize);
        Assert.True(run.Maker(baseline).FillRatio.MeanSize > run.Maker(LabModel.Expected).FillRatio.MeanSize);
        Assert.True(Math.Abs(run.Maker(baseline).FillRatio.Mean) > Math.Abs(run.Maker(LabModel.Expected).FillRatio.Mean));
    }

    [Fact]
    public void The_report_is_one_page_without_anything_from_elsewhere_and_has_every_model()
    {
        string page = FidelityHtml.Write(SmallRun.Plan, run.Summary);
        Assert.All(LabModel.All, model => Assert.Contains(model.Name, page, StringComparison.Ordinal));
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.All(run.Summary.Goals, goal => Assert.Contains(System.Net.WebUtility.HtmlEncode(goal.Name), page, StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_that_measures_nothing_is_refused() =>
        Assert.Throws<ArgumentException>(() => FidelityLab.Run(SmallRun.Plan with { Markets = 1 }, cancellation: TestContext.Current.CancellationToken));

    private static string Outcomes(FidelityResult result) =>
        string.Join('\n', result.Orders.Select(order => $"{order.Order} {order.Truth} {string.Join(' ', order.Papers)}"));
}
