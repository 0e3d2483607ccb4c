namespace TradingBot.Research.Performance;

/// <summary>Sums over executions. An order that closes in several executions counts once.</summary>
internal static class Summaries
{
    internal static IReadOnlyList<TradingSummary> By(IReadOnlyList<ReportedExecution> executions, Func<ReportedExecution, string> name) =>
        [.. executions.GroupBy(name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Of(group.Key, [.. group]))];

    internal static TradingSummary Of(string name, IReadOnlyList<ReportedExecution> executions)
    {
        List<decimal> closing =
        [
            .. executions.GroupBy(execution => execution.OrderId)
                .Where(order => order.Any(execution => !execution.IsBuy))
                .Select(order => order.Sum(execution => execution.RealizedProfit)),
        ];
        decimal profits = closing.Where(result => result > 0).Sum();
        decimal losses = -closing.Where(result => result < 0).Sum();
        return new(
            name,
            executions.Select(execution => execution.OrderId).Distinct().Count(),
            executions.Count,
            executions.Sum(execution => execution.Notional),
            executions.Sum(execution => execution.FeeInQuote),
            executions.Sum(execution => execution.RealizedProfit),
            closing.Count,
            closing.Count == 0 ? null : (decimal)closing.Count(result => result > 0) / closing.Count,
            losses == 0 ? null : profits / losses);
    }
}
