namespace TradingBot.Contracts.Reports;

/// <summary>Answer of <c>POST /api/reports/daily-performance</c> (<c>?date=yyyy-MM-dd&amp;accountId=</c>; default today, first account).</summary>
/// <param name="ReportId">Its id.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="Date">UTC day, yyyy-MM-dd.</param>
/// <param name="GeneratedAt">When it was made.</param>
/// <param name="IsVirtual">Always true.</param>
/// <param name="StartEquity">Equity at the start of the day (or of the account).</param>
/// <param name="EndEquity">Equity at the end of the day, or now.</param>
/// <param name="NetProfit">Difference of the two less deposits.</param>
/// <param name="ReturnPercent">Net profit over start equity, percent.</param>
/// <param name="MaxDrawdownPercent">Greatest loss from a high within the day, percent.</param>
/// <param name="Orders">Orders accepted.</param>
/// <param name="Executions">Executions.</param>
/// <param name="Fees">Fees in the reporting asset.</param>
/// <param name="WinRate">Winning closes over closes, 0 to 1; none without closes.</param>
/// <param name="ProfitFactor">Gross profit over gross loss; none without losses.</param>
/// <param name="Sharpe">Annualised from 1-minute equity returns; none with too few.</param>
/// <param name="ByStrategy">Net profit per strategy.</param>
public sealed record DailyPerformance(
    Guid ReportId, Guid AccountId, string Date, DateTimeOffset GeneratedAt, bool IsVirtual, decimal StartEquity, decimal EndEquity, decimal NetProfit, decimal ReturnPercent,
    decimal MaxDrawdownPercent, int Orders, int Executions, decimal Fees, decimal? WinRate, decimal? ProfitFactor, decimal? Sharpe, IReadOnlyDictionary<string, decimal> ByStrategy);

/// <summary>Answer of <c>GET /api/reports/trading-summary/today</c>.</summary>
/// <param name="Date">UTC day.</param>
/// <param name="Orders">Orders accepted.</param>
/// <param name="Rejected">Orders refused.</param>
/// <param name="Executions">Executions.</param>
/// <param name="Volume">Notional executed, in quote.</param>
/// <param name="Fees">Fees, in quote.</param>
/// <param name="RealizedProfit">Realized, in quote.</param>
/// <param name="AllPaper">Whether every execution is marked simulated; anything but true is an alarm.</param>
/// <param name="BySymbol">Executions per venue and symbol.</param>
public sealed record TradingSummary(
    string Date, int Orders, int Rejected, int Executions, decimal Volume, decimal Fees, decimal RealizedProfit, bool AllPaper, IReadOnlyDictionary<string, int> BySymbol);
