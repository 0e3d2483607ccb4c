namespace TradingBot.Engine.Indicators;

/// <summary>Sample standard deviation of the last n logarithmic one-step returns; per step, not annualised.</summary>
/// <remarks>Source: J. C. Hull, "Options, Futures, and Other Derivatives", "Estimating volatility from historical data".</remarks>
internal sealed class RollingVolatility(int length)
{
    private readonly RollingWindow _window = new(length);
    private double _previous = double.NaN;

    internal bool IsReady => _window.IsFull;

    /// <summary>Not a number before <see cref="IsReady"/>.</summary>
    internal double Value { get; private set; } = double.NaN;

    internal double Add(double value)
    {
        double change = Math.Log(value / _previous);
        _previous = value;
        if (double.IsNaN(change)) return Value;
        _window.Add(change);
        if (_window.IsFull) Value = Math.Sqrt(_window.SampleVariance);
        return Value;
    }
}
