namespace TradingBot.Engine.Indicators;

/// <summary>
/// Wilder's average true range. True range: the greatest of high - low, |high - previous close|, |low - previous close|, so it begins
/// with the second bar. The first average is the mean of n true ranges; then a = (a * (n - 1) + range) / n.
/// </summary>
/// <remarks>Source: J. W. Wilder, "New Concepts in Technical Trading Systems" (1978), section III; begun as TA-Lib does.</remarks>
internal sealed class AverageTrueRange(int length)
{
    private double _previousClose = double.NaN;
    private double _sum;
    private int _count;

    internal bool IsReady => _count >= length;

    /// <summary>In the unit of the prices; not a number before <see cref="IsReady"/>.</summary>
    internal double Value { get; private set; } = double.NaN;

    internal double Add(double high, double low, double close)
    {
        double before = _previousClose;
        _previousClose = close;
        if (double.IsNaN(before)) return Value;
        double range = Math.Max(high - low, Math.Max(Math.Abs(high - before), Math.Abs(low - before)));
        if (_count >= length) return Value = (Value * (length - 1) + range) / length;
        _sum += range;
        if (++_count == length) Value = _sum / length;
        return Value;
    }
}
