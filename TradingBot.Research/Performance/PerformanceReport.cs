namespace TradingBot.Research.Performance;

/// <summary>What an account, or a part of its trading, earned and how.</summary>
/// <param name="Name">Strategy or symbol; <c>manual</c> for orders of users.</param>
/// <param name="Orders">Orders with at least one execution.</param>
/// <param name="Executions">Executions.</param>
/// <param name="Volume">Sum of price times quantity, in the reporting asset.</param>
/// <param name="Fees">In the reporting asset, at the executions' prices where charged in another.</param>
/// <param name="RealizedProfit">In the reporting asset, net of fees.</param>
/// <param name="ClosingOrders">Orders that realized a profit or loss.</param>
/// <param name="WinRate">Share of the closing orders with a profit, 0 to 1; none without closing orders.</param>
/// <param name="ProfitFactor">Sum of profits over sum of losses of the closing orders; none without losses.</param>
public sealed record TradingSummary(
    string Name, int Orders, int Executions, decimal Volume, decimal Fees, decimal RealizedProfit, int ClosingOrders,
    decimal? WinRate, decimal? ProfitFactor);

/// <summary>A period's result: a pure function of executions and equity points.</summary>
public sealed record PerformanceReport
{
    /// <summary>Start of the period, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the period, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Asset that amounts are told in.</summary>
    public required string ReportingAsset { get; init; }

    /// <summary>Equity at the start; none without a point before or in the period.</summary>
    public required decimal? StartEquity { get; init; }

    /// <summary>Equity at the end.</summary>
    public required decimal? EndEquity { get; init; }

    /// <summary>End less start less deposits: realized and unrealized profit, net of fees.</summary>
    public required decimal? NetProfit { get; init; }

    /// <summary>Net profit over start equity.</summary>
    public required decimal? Return { get; init; }

    /// <summary>Greatest loss from a high before it, in the reporting asset.</summary>
    public required decimal MaxDrawdown { get; init; }

    /// <summary>Greatest loss from a high before it, as a share of that high, 0 to 1.</summary>
    public required decimal MaxDrawdownShare { get; init; }

    /// <summary>Annualised Sharpe ratio without a risk-free rate; none with fewer than two returns or without any spread of them.</summary>
    public required double? SharpeRatio { get; init; }

    /// <summary>Annualised Sortino ratio with a target of zero; none with fewer than two returns or without any loss.</summary>
    public required double? SortinoRatio { get; init; }

    /// <summary>How the ratios were sampled and annualised.</summary>
    public required string RatioBasis { get; init; }

    /// <summary>Orders accepted.</summary>
    public required int OrdersAccepted { get; init; }

    /// <summary>Orders refused.</summary>
    public required int OrdersRejected { get; init; }

    /// <summary>All of it together.</summary>
    public required TradingSummary Total { get; init; }

    /// <summary>By strategy, ordinal order of names.</summary>
    public required IReadOnlyList<TradingSummary> ByStrategy { get; init; }

    /// <summary>By symbol, ordinal order of names.</summary>
    public required IReadOnlyList<TradingSummary> BySymbol { get; init; }

    /// <summary>Calculates the report.</summary>
    /// <exception cref="ArgumentException">The period is empty, or points or executions are out of order or outside of it.</exception>
    public static PerformanceReport Calculate(ReportInput input)
    {
        Check(input);
        TimeSpan step = input.SampleStep ?? (input.To - input.From <= TimeSpan.FromDays(2) ? TimeSpan.FromMinutes(5) : TimeSpan.FromHours(1));
        EquityCurve curve = new(input.Equity, input.From, input.To);
        (double? sharpe, double? sortino) = RiskRatios.Of(curve.ReturnsEvery(step), step);
        decimal? net = curve.End - curve.Start - input.Deposits;
        return new()
        {
            From = input.From,
            To = input.To,
            ReportingAsset = input.ReportingAsset,
            StartEquity = curve.Start,
            EndEquity = curve.End,
            NetProfit = net,
            Return = curve.Start is > 0 ? net / curve.Start : null,
            MaxDrawdown = curve.MaxDrawdown,
            MaxDrawdownShare = curve.MaxDrawdownShare,
            SharpeRatio = sharpe,
            SortinoRatio = sortino,
            RatioBasis = FormattableString.Invariant($"returns every {step.TotalMinutes:0.##} minutes, annualised by the square root of their number in 365 days, risk-free rate 0"),
            OrdersAccepted = input.OrdersAccepted,
            OrdersRejected = input.OrdersRejected,
            Total = Summaries.Of("all", input.Executions),
            ByStrategy = Summaries.By(input.Executions, execution => execution.StrategyId ?? "manual"),
            BySymbol = Summaries.By(input.Executions, execution => execution.Symbol),
        };
    }

    private static void Check(ReportInput input)
    {
        if (input.To <= input.From) throw new ArgumentException("the period's end must be after its start", nameof(input));
        for (int index = 1; index < input.Equity.Count; index++)
            if (input.Equity[index].At < input.Equity[index - 1].At)
                throw new ArgumentException($"equity points must be in order of time; point {index} is not", nameof(input));
        foreach (ReportedExecution execution in input.Executions)
            if (execution.At < input.From || execution.At >= input.To)
                throw new ArgumentException($"an execution at {execution.At:O} is outside of the period", nameof(input));
    }
}
