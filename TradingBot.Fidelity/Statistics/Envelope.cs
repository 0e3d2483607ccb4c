namespace TradingBot.Fidelity.Statistics;

/// <summary>How often the truth lies between the pessimistic and the optimistic model, and how far these are apart.</summary>
/// <param name="Orders">How many orders.</param>
/// <param name="FillRatioPercent">Of all orders: pessimistic fill ratio ≤ truth ≤ optimistic.</param>
/// <param name="FirstFillPercent">Of all orders: the optimistic first fill is no later, the pessimistic one no earlier than the true one; never counts as latest.</param>
/// <param name="Above">Orders whose truth is above the optimistic fill ratio.</param>
/// <param name="Below">Orders whose truth is below the pessimistic fill ratio.</param>
/// <param name="MeanWidth">Optimistic less pessimistic fill ratio, percentage points, on average.</param>
public sealed record Envelope(int Orders, double FillRatioPercent, double FirstFillPercent, int Above, int Below, double MeanWidth)
{
    // Half a part per million: fill ratios are quotients.
    private const double Tolerance = 5e-7;

    // Messages tell Binance's times in milliseconds.
    private const double TimeTolerance = 0.001;

    internal static Envelope Of(IReadOnlyList<MeasuredOrder> orders, int pessimistic, int optimistic)
    {
        int above = orders.Count(order => order.Truth.Outcome.FillRatio > order.Papers[optimistic].FillRatio + Tolerance);
        int below = orders.Count(order => order.Truth.Outcome.FillRatio < order.Papers[pessimistic].FillRatio - Tolerance);
        int inTime = orders.Count(order => First(order.Papers[optimistic]) <= First(order.Truth.Outcome) + TimeTolerance && First(order.Truth.Outcome) <= First(order.Papers[pessimistic]) + TimeTolerance);
        double whole = Math.Max(1, orders.Count);
        return new(
            orders.Count, (orders.Count - above - below) / whole * 100, inTime / whole * 100, above, below,
            orders.Sum(order => order.Papers[optimistic].FillRatio - order.Papers[pessimistic].FillRatio) / whole * 100);
    }

    private static double First(in Outcome outcome) => outcome.FirstFillSeconds ?? double.PositiveInfinity;
}
