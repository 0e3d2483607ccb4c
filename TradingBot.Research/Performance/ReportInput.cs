namespace TradingBot.Research.Performance;

/// <summary>An execution as a report sees it; amounts are decimals at this edge.</summary>
/// <param name="At">When.</param>
/// <param name="OrderId">The order it belongs to.</param>
/// <param name="Symbol">Such as <c>BTC-USDT</c>, with the venue before it where there are several.</param>
/// <param name="StrategyId">The strategy that decided it; none where a user did.</param>
/// <param name="IsBuy">Whether it bought.</param>
/// <param name="Price">Quote units per base unit.</param>
/// <param name="Notional">Price times quantity, in the quote asset.</param>
/// <param name="Fee">Fee charged.</param>
/// <param name="FeeIsInQuote">Whether the fee was charged in the quote asset; in the base asset otherwise.</param>
/// <param name="RealizedProfit">Profit realized by it in the quote asset, net of its fee.</param>
public sealed record ReportedExecution(
    DateTimeOffset At, Guid OrderId, string Symbol, string? StrategyId, bool IsBuy, decimal Price, decimal Notional,
    decimal Fee, bool FeeIsInQuote, decimal RealizedProfit)
{
    /// <summary>The fee in the quote asset, at the execution's own price where it was charged in the base asset.</summary>
    public decimal FeeInQuote => FeeIsInQuote ? Fee : Fee * Price;
}

/// <summary>A point of the equity curve.</summary>
/// <param name="At">When.</param>
/// <param name="Equity">In the reporting asset.</param>
public readonly record struct EquityPoint(DateTimeOffset At, decimal Equity);

/// <summary>What a report is calculated from. All executions are of instruments quoted in the reporting asset.</summary>
public sealed record ReportInput
{
    /// <summary>Start of the period, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the period, exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Asset that amounts are told in.</summary>
    public required string ReportingAsset { get; init; }

    /// <summary>Points of the equity curve in order of time; the last one before the period tells the equity at its start.</summary>
    public required IReadOnlyList<EquityPoint> Equity { get; init; }

    /// <summary>Executions of the period.</summary>
    public required IReadOnlyList<ReportedExecution> Executions { get; init; }

    /// <summary>Orders accepted in the period.</summary>
    public int OrdersAccepted { get; init; }

    /// <summary>Orders refused in the period.</summary>
    public int OrdersRejected { get; init; }

    /// <summary>Virtual cash that came in during the period, in the reporting asset: it is no profit.</summary>
    public decimal Deposits { get; init; }

    /// <summary>Step at which equity is sampled for Sharpe and Sortino ratios; none takes 5 minutes for up to two days, else an hour.</summary>
    public TimeSpan? SampleStep { get; init; }
}
