namespace TradingBot.Engine.Indicators;

/// <summary>Exponential moving average: e = e + k * (x - e) with k = 2 / (n + 1), begun with the simple average of the first n values.</summary>
/// <remarks>Source: as in TA-Lib's EMA (default compatibility) and StockCharts' ChartSchool, "Moving Averages - Simple and Exponential".</remarks>
internal sealed class ExponentialAverage(int length)
{
    private readonly double _weight = 2.0 / (length + 1);
    private double _sum;
    private int _count;

    internal bool IsReady => _count >= length;

    /// <summary>The average; not a number before <see cref="IsReady"/>.</summary>
    internal double Value { get; private set; } = double.NaN;

    internal double Add(double value)
    {
        if (_count >= length) return Value += _weight * (value - Value);
        _sum += value;
        if (++_count == length) Value = _sum / length;
        return Value;
    }
}
