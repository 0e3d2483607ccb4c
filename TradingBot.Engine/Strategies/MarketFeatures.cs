using TradingBot.Engine.Bars;
using TradingBot.Engine.Indicators;

namespace TradingBot.Engine.Strategies;

/// <summary>Features of a market at the close of a bar, standardised by the means and deviations of those seen so far; no look-ahead.</summary>
internal sealed class MarketFeatures
{
    private const double Clip = 4;
    private const int FirstBookFeature = 5;

    private readonly RollingReturn _return1 = new(1);
    private readonly RollingReturn _return3 = new(3);
    private readonly RollingReturn _return8 = new(8);
    private readonly RelativeStrength _strength = new(7);
    private readonly RollingVolatility _volatility = new(12);
    private readonly double[] _raw = new double[Names.Length];
    private readonly double[] _means = new double[Names.Length];
    private readonly double[] _squares = new double[Names.Length];
    private readonly int[] _counts = new int[Names.Length];

    /// <summary>Names of the features, in their order.</summary>
    internal static string[] Names { get; } =
        ["return1", "return3", "return8", "relativeStrength", "volatility", "bookImbalance", "flowImbalance", "spread"];

    /// <summary>Bars before the first features.</summary>
    internal const int BarsNeeded = 13;

    /// <summary>Takes in a bar and writes its features; false as long as there are too few bars, or where one is not a finite number.</summary>
    internal bool TryAdd(in BarFrame frame, Span<double> standardised)
    {
        _raw[0] = _return1.Add(frame.Close);
        _raw[1] = _return3.Add(frame.Close);
        _raw[2] = _return8.Add(frame.Close);
        _raw[3] = _strength.Add(frame.Close);
        _raw[4] = _volatility.Add(frame.Close);
        (_raw[5], _raw[6], _raw[7]) = (frame.BookImbalance, frame.FlowImbalance, frame.SpreadBasisPoints);
        foreach (double value in _raw)
            if (!double.IsFinite(value)) return false;
        for (int index = 0; index < _raw.Length; index++)
        {
            // A bar from the past has no book: its book features are the average ones.
            bool isSeen = index < FirstBookFeature || frame.HasMarket;
            standardised[index] = isSeen ? Standardise(index) : 0;
        }

        return true;
    }

    // Welford's running mean and squared deviations.
    private double Standardise(int index)
    {
        double value = _raw[index];
        double before = _means[index];
        _counts[index]++;
        _means[index] += (value - before) / _counts[index];
        _squares[index] += (value - before) * (value - _means[index]);
        double deviation = Math.Sqrt(_squares[index] / _counts[index]);
        return deviation > 0 ? Math.Clamp((value - _means[index]) / deviation, -Clip, Clip) : 0;
    }
}
