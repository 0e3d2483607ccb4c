namespace TradingBot.Engine.Indicators;

/// <summary>Simple average of n values, and bands some population standard deviations of the same n values above and below it.</summary>
/// <remarks>Source: J. Bollinger, "Bollinger on Bollinger Bands" (2001), chapter 7.</remarks>
internal sealed class BollingerBands(int length, double deviations)
{
    private readonly RollingWindow _window = new(length);

    internal bool IsReady => _window.IsFull;

    /// <summary>The average; not a number before <see cref="IsReady"/>.</summary>
    internal double Middle => IsReady ? _window.Mean : double.NaN;

    /// <summary>Population standard deviation; not a number before <see cref="IsReady"/>.</summary>
    internal double StandardDeviation => IsReady ? Math.Sqrt(_window.Variance) : double.NaN;

    internal double Upper => Middle + deviations * StandardDeviation;

    internal double Lower => Middle - deviations * StandardDeviation;

    internal void Add(double value) => _window.Add(value);
}
