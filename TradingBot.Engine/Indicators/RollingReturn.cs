namespace TradingBot.Engine.Indicators;

/// <summary>Logarithmic return over the last n steps: ln(x / x n steps before).</summary>
/// <remarks>Source: J. Y. Campbell, A. W. Lo, A. C. MacKinlay, "The Econometrics of Financial Markets" (1997), section 1.4.</remarks>
internal sealed class RollingReturn(int steps)
{
    private readonly RollingWindow _window = new(steps + 1);

    internal bool IsReady => _window.IsFull;

    /// <summary>The return; not a number before <see cref="IsReady"/> or where a value is not positive.</summary>
    internal double Value { get; private set; } = double.NaN;

    internal double Add(double value)
    {
        _window.Add(value);
        return Value = _window.IsFull ? Math.Log(value / _window.Oldest) : double.NaN;
    }
}
