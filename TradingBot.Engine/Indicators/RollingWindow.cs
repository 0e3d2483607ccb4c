namespace TradingBot.Engine.Indicators;

/// <summary>The last values of a series with their mean and squared deviations, kept up by differences.</summary>
/// <remarks>
/// Each time the window has turned over once, both are computed anew from the values, so that rounding errors don't add up.
/// Update of the squared deviations: Welford's method for a sliding window (B. P. Welford, Technometrics 4 (1962) 419-420).
/// </remarks>
internal sealed class RollingWindow(int length)
{
    private readonly double[] _values = new double[length];
    private int _next;
    private int _count;
    private double _squares;

    internal bool IsFull => _count == _values.Length;

    internal double Mean { get; private set; }

    /// <summary>Mean squared deviation from the mean (population variance).</summary>
    internal double Variance => _count == 0 ? double.NaN : Math.Max(0, _squares) / _count;

    /// <summary>Squared deviations over one less than the count (sample variance).</summary>
    internal double SampleVariance => _count < 2 ? double.NaN : Math.Max(0, _squares) / (_count - 1);

    /// <summary>The oldest value in the window.</summary>
    internal double Oldest => _values[IsFull ? _next : 0];

    internal void Add(double value)
    {
        if (IsFull) Replace(value);
        else Grow(value);
        if (_next == 0 && IsFull) Recompute();
    }

    private void Grow(double value)
    {
        _values[_next] = value;
        _next = (_next + 1) % _values.Length;
        _count++;
        double before = Mean;
        Mean += (value - before) / _count;
        _squares += (value - before) * (value - Mean);
    }

    private void Replace(double value)
    {
        double old = _values[_next];
        _values[_next] = value;
        if (++_next == _values.Length) _next = 0;
        double before = Mean;
        Mean += (value - old) / _values.Length;
        _squares += (value - old) * (value - Mean + old - before);
    }

    private void Recompute()
    {
        double sum = 0;
        foreach (double value in _values) sum += value;
        Mean = sum / _values.Length;
        _squares = 0;
        foreach (double value in _values) _squares += (value - Mean) * (value - Mean);
    }
}
