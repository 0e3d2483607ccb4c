namespace TradingBot.Engine.Strategies;

/// <summary>What a strategy's rule knows now; derived from the market, so it starts anew after a restart.</summary>
public sealed record StrategyFacts
{
    /// <summary>Whether it has seen enough bars to decide.</summary>
    public required bool IsWarm { get; init; }

    /// <summary>Bars seen so far.</summary>
    public required int BarsSeen { get; init; }

    /// <summary>Bars it needs before it decides.</summary>
    public required int BarsNeeded { get; init; }

    /// <summary>What it thinks now.</summary>
    public required SignalAction Stance { get; init; }

    /// <summary>Its state in words for a person.</summary>
    public required string Text { get; init; }

    /// <summary>Named values such as <c>fastAverage</c>; finite, in a fixed order.</summary>
    public required IReadOnlyList<StrategyValue> Values { get; init; }

    /// <summary>What its model has learned; none for a rule.</summary>
    public LearnedFacts? Learned { get; init; }
}

/// <summary>A named value of a strategy.</summary>
/// <param name="Name">Name in camel case.</param>
/// <param name="Value">Finite.</param>
public readonly record struct StrategyValue(string Name, double Value);

/// <summary>What an online-trained model can say of itself, honestly: every prediction was scored before its sample was learned from.</summary>
/// <param name="SamplesSeen">Samples with a known outcome that it was trained on.</param>
/// <param name="PredictionsScored">Predictions made while warm whose outcome is known.</param>
/// <param name="HitRate">Share of those that were right, 0 to 1; none before the first.</param>
/// <param name="BaseRate">What always saying the more frequent outcome would have reached on the same predictions, 0 to 1; none before the first.</param>
/// <param name="Probability">Its present estimate that the price is higher after the horizon, 0 to 1; none before it is warm.</param>
/// <param name="SamplesNeeded">Samples after which it is warm.</param>
/// <param name="Features">The features' names and present weights (on standardised values).</param>
public sealed record LearnedFacts(
    int SamplesSeen, int PredictionsScored, double? HitRate, double? BaseRate, double? Probability, int SamplesNeeded,
    IReadOnlyList<StrategyValue> Features);
