using System.Globalization;

namespace TradingBot.Engine.Strategies;

/// <summary>A parameter of a kind of strategy.</summary>
/// <param name="Name">Name in camel case, as in <see cref="StrategyDefinition.Parameters"/>.</param>
/// <param name="Default">Value where none is given.</param>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
/// <param name="IsWhole">Whether it must be a whole number.</param>
/// <param name="Description">What it does, with its unit.</param>
public sealed record StrategyParameter(string Name, decimal Default, decimal Min, decimal Max, bool IsWhole, string Description);

/// <summary>A kind of strategy.</summary>
/// <param name="Kind">Its name in <see cref="StrategyDefinition.Kind"/>.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it does and where it fails, for people.</param>
/// <param name="Parameters">All of its parameters.</param>
public sealed record StrategyKind(string Kind, string Title, string Description, IReadOnlyList<StrategyParameter> Parameters);

/// <summary>All kinds of strategies with their parameters, ranges and defaults.</summary>
public static class StrategyCatalog
{
    private static readonly StrategyParameter[] Sizing =
    [
        new("orderNotional", 0m, 0m, 100_000_000m, false, "Quote amount of a buy; 0 takes a share of equity instead."),
        new("equityShare", 0.05m, 0.0001m, 1m, false, "Share of the account's equity for a buy, where orderNotional is 0."),
        new("slippageBasisPoints", 10m, 0m, 500m, false, "How far past the best price its immediate-or-cancel orders may go, in parts per 10,000."),
    ];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<StrategyKind> Kinds { get; } =
    [
        new(MovingAverageCross.Kind, "Moving-average cross",
            "Buys when the fast exponential average of closes rises above the slow one, sells when it falls below. Loses by fees in a market without a trend.",
            [
                new("fastBars", 3m, 1m, 500m, true, "Length of the fast average in bars; less than slowBars."),
                new("slowBars", 8m, 2m, 1_000m, true, "Length of the slow average in bars."),
                .. Sizing,
            ]),
        new(RelativeStrengthReversion.Kind, "Relative-strength reversion",
            "Buys when Wilder's relative strength index falls below a level, sells when it rises above another. Loses in a market that keeps falling.",
            [
                new("lengthBars", 7m, 2m, 500m, true, "Length of the index in bars."),
                new("buyBelow", 35m, 1m, 99m, false, "Buys when the index is below this; less than sellAbove."),
                new("sellAbove", 65m, 1m, 99m, false, "Sells when the index is above this."),
                .. Sizing,
            ]),
        new(LearnedDirection.Kind, "Learned direction",
            "A logistic regression that learns from every bar whether the price is higher some bars later, and buys when it finds that likely. "
            + "Short-term direction is hardly predictable and fees cost more than most predictions earn: compare its out-of-sample hit rate with the base rate before believing it.",
            [
                new("horizonBars", 6m, 1m, 120m, true, "How many bars ahead it predicts."),
                new("samplesNeeded", 120m, 20m, 100_000m, true, "Samples with a known outcome that it learns from before it may trade."),
                new("buyAbove", 0.56m, 0.5m, 0.99m, false, "Buys when the estimated probability of a higher price is above this."),
                new("sellBelow", 0.5m, 0.01m, 0.99m, false, "Sells when it is below this; not above buyAbove."),
                .. Sizing,
            ]),
    ];

    /// <summary>The kind of that name; none where there is no such kind.</summary>
    public static StrategyKind? Find(string kind)
    {
        foreach (StrategyKind known in Kinds)
            if (string.Equals(known.Kind, kind, StringComparison.Ordinal)) return known;
        return null;
    }

    /// <summary>Fills in the defaults and checks each value against its range.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="given">Values by name.</param>
    /// <param name="whole">All values by name, in ordinal order; empty where something is wrong.</param>
    /// <returns>What is wrong, naming the parameter and what would be right; none where nothing is.</returns>
    public static string? Complete(StrategyKind kind, IReadOnlyDictionary<string, decimal> given, out IReadOnlyDictionary<string, decimal> whole)
    {
        SortedDictionary<string, decimal> values = new(StringComparer.Ordinal);
        whole = values;
        foreach (string name in given.Keys.Order(StringComparer.Ordinal))
            if (!kind.Parameters.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal)))
                return $"parameter {name} is not known to {kind.Kind}; known are {string.Join(", ", kind.Parameters.Select(parameter => parameter.Name))}";
        foreach (StrategyParameter parameter in kind.Parameters)
        {
            decimal value = given.GetValueOrDefault(parameter.Name, parameter.Default);
            if (value < parameter.Min || value > parameter.Max)
                return $"parameter {parameter.Name} must be {Text(parameter.Min)} to {Text(parameter.Max)}, not {Text(value)}";
            if (parameter.IsWhole && value != decimal.Truncate(value)) return $"parameter {parameter.Name} must be a whole number, not {Text(value)}";
            values.Add(parameter.Name, value);
        }

        return CheckTogether(kind, values);
    }

    internal static Strategy Create(StrategyDefinition definition) => definition.Kind switch
    {
        MovingAverageCross.Kind => new MovingAverageCross(definition.Parameters),
        RelativeStrengthReversion.Kind => new RelativeStrengthReversion(definition.Parameters),
        LearnedDirection.Kind => new LearnedDirection(definition.Parameters),
        _ => throw new InvariantViolationException($"unknown strategy kind {definition.Kind}"),
    };

    private static string? CheckTogether(StrategyKind kind, SortedDictionary<string, decimal> values) => kind.Kind switch
    {
        MovingAverageCross.Kind when values["fastBars"] >= values["slowBars"] => "parameter fastBars must be less than slowBars",
        RelativeStrengthReversion.Kind when values["buyBelow"] >= values["sellAbove"] => "parameter buyBelow must be less than sellAbove",
        LearnedDirection.Kind when values["sellBelow"] > values["buyAbove"] => "parameter sellBelow must not be above buyAbove",
        _ => null,
    };

    private static string Text(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}
