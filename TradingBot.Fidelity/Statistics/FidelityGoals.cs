using System.Globalization;

namespace TradingBot.Fidelity.Statistics;

/// <summary>What the engine's executions should be like, held against what was measured.</summary>
internal static class FidelityGoals
{
    private const double TakerHighBasisPoints = 1;
    private const double MakerBiasPoints = 2;
    private const double MakerTimePercent = 20;
    private const double TimesCloser = 10;
    private const double EnvelopePercent = 95;

    public static IEnumerable<FidelityGoal> Of(ModelErrors takers, ModelErrors makers, ModelErrors touchFill, Envelope envelope)
    {
        yield return new("takers: median price error", "0 bp", Text($"{takers.Price.MedianSize:0.###} bp"), takers.Price.MedianSize < 0.0005);
        yield return new("takers: price error of 95 %", "under 1 bp", Text($"{takers.Price.HighSize:0.###} bp"), takers.Price.HighSize < TakerHighBasisPoints);
        yield return new("makers: fill-ratio bias", "within ±2 points", Text($"{makers.FillRatio.Mean:+0.##;-0.##;0} points"), Math.Abs(makers.FillRatio.Mean) <= MakerBiasPoints);
        yield return new("makers: median error of the time to the first fill", "under 20 %", Text($"{makers.FirstFill.MedianSize:0.#} %"), makers.FirstFill.MedianSize < MakerTimePercent);
        yield return Closer("makers: fill-ratio bias beside touch-fill's", Math.Abs(makers.FillRatio.Mean), Math.Abs(touchFill.FillRatio.Mean));
        yield return Closer("makers: mean fill-ratio error beside touch-fill's", makers.FillRatio.MeanSize, touchFill.FillRatio.MeanSize);
        yield return Closer("makers: median first-fill time error beside touch-fill's", makers.FirstFill.MedianSize, touchFill.FirstFill.MedianSize);
        yield return new("pessimistic ≤ truth ≤ optimistic fill ratio", "in at least 95 %", Text($"{envelope.FillRatioPercent:0.#} %"), envelope.FillRatioPercent >= EnvelopePercent);
    }

    private static FidelityGoal Closer(string name, double own, double other)
    {
        double times = own == 0 ? double.PositiveInfinity : other / own;
        return new(name, "at least 10 times closer", double.IsInfinity(times) ? "no error" : Text($"{times:0.#} times"), times >= TimesCloser);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
