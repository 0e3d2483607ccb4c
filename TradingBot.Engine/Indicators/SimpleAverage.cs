namespace TradingBot.Engine.Indicators;

/// <summary>Simple moving average: the mean of the last n values.</summary>
/// <remarks>Source: J. J. Murphy, "Technical Analysis of the Financial Markets" (1999), chapter 9.</remarks>
internal sealed class SimpleAverage(int length)
{
    private readonly RollingWindow _window = new(length);

    internal bool IsReady => _window.IsFull;

    /// <summary>The average; not a number before <see cref="IsReady"/>.</summary>
    internal double Value { get; private set; } = double.NaN;

    internal double Add(double value)
    {
        _window.Add(value);
        return Value = _window.IsFull ? _window.Mean : double.NaN;
    }
}
