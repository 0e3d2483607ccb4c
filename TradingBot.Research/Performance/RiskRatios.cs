namespace TradingBot.Research.Performance;

/// <summary>Reward over risk. Crypto markets never close, so a year has 365 whole days.</summary>
/// <remarks>
/// Sharpe: mean over sample standard deviation of the returns (W. F. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management, 1994).
/// Sortino: mean over the root of the mean squared negative returns, target zero (F. A. Sortino, L. N. Price, "Performance Measurement
/// in a Downside Risk Framework", Journal of Investing, 1994). Both times the root of the number of steps in a year, which supposes
/// that returns do not depend on each other (A. W. Lo, "The Statistics of Sharpe Ratios", 2002).
/// </remarks>
internal static class RiskRatios
{
    internal static (double? Sharpe, double? Sortino) Of(List<double> returns, TimeSpan step)
    {
        if (returns.Count < 2) return (null, null);
        double mean = returns.Average();
        double variance = returns.Sum(value => (value - mean) * (value - mean)) / (returns.Count - 1);
        double downside = returns.Sum(value => Math.Min(value, 0) * Math.Min(value, 0)) / returns.Count;
        double annual = Math.Sqrt(TimeSpan.FromDays(365) / step);
        return (variance > 0 ? mean / Math.Sqrt(variance) * annual : null, downside > 0 ? mean / Math.Sqrt(downside) * annual : null);
    }
}
