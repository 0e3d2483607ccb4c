namespace TradingBot.Engine.Indicators;

/// <summary>
/// Wilder's relative strength index: 100 * g / (g + l), with g and l the averages of gains and losses between successive values.
/// The first averages are the means of n changes; then a = (a * (n - 1) + change) / n.
/// </summary>
/// <remarks>Source: J. W. Wilder, "New Concepts in Technical Trading Systems" (1978), section VI. Without any change at all it is 50.</remarks>
internal sealed class RelativeStrength(int length)
{
    private double _previous = double.NaN;
    private double _gain;
    private double _loss;
    private int _changes;

    internal bool IsReady => _changes >= length;

    /// <summary>0 to 100; not a number before <see cref="IsReady"/>.</summary>
    internal double Value { get; private set; } = double.NaN;

    internal double Add(double value)
    {
        double change = value - _previous;
        _previous = value;
        if (double.IsNaN(change)) return Value;
        double gain = Math.Max(change, 0);
        double loss = Math.Max(-change, 0);
        if (_changes < length)
        {
            _changes++;
            _gain += gain / length;
            _loss += loss / length;
        }
        else
        {
            _gain = (_gain * (length - 1) + gain) / length;
            _loss = (_loss * (length - 1) + loss) / length;
        }

        if (IsReady) Value = _gain + _loss > 0 ? 100 * _gain / (_gain + _loss) : 50;
        return Value;
    }
}
