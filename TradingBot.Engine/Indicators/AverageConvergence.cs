namespace TradingBot.Engine.Indicators;

/// <summary>MACD: fast less slow exponential average, and the exponential average of that (the signal). Each average begins on its own.</summary>
/// <remarks>Source: G. Appel, "Technical Analysis: Power Tools for Active Investors" (2005), chapter 8.</remarks>
internal sealed class AverageConvergence(int fast, int slow, int signal)
{
    private readonly ExponentialAverage _fast = new(fast);
    private readonly ExponentialAverage _slow = new(slow);
    private readonly ExponentialAverage _signal = new(signal);

    internal bool IsReady => _signal.IsReady;

    /// <summary>Fast less slow; not a number before both are there.</summary>
    internal double Line { get; private set; } = double.NaN;

    /// <summary>Average of the line; not a number before <see cref="IsReady"/>.</summary>
    internal double Signal => _signal.Value;

    internal double Histogram => Line - Signal;

    internal void Add(double value)
    {
        _fast.Add(value);
        _slow.Add(value);
        if (!_fast.IsReady || !_slow.IsReady) return;
        Line = _fast.Value - _slow.Value;
        _signal.Add(Line);
    }
}
