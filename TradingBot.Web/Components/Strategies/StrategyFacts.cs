using System.Globalization;
using System.Text.Json;
using TradingBot.Contracts.Strategies;

namespace TradingBot.Web.Components.Strategies;

/// <summary>Reads the facts that a strategy tells about its running state; their names depend on its kind.</summary>
internal static class StrategyFacts
{
    /// <summary>Share of the predictions that came true, out of sample; only a learned strategy has one.</summary>
    public static string HitRate(StrategyContract strategy) => Display.Percent(Number(strategy, "outOfSampleHitRate"), 1);

    /// <summary>What the hit rate has to beat.</summary>
    public static string? HitRateNote(StrategyContract strategy) =>
        Number(strategy, "baseRate") is { } rate ? $"out of sample; always guessing the commoner outcome would be right in {Display.Percent(rate, 1)}" : null;

    /// <summary>Every fact as text, by name.</summary>
    public static IEnumerable<(string Name, string Value)> All(StrategyContract strategy) =>
        strategy.Runtime.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => (Display.Word(fact.Key), Text(fact.Key, fact.Value)));

    private static string Text(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null or JsonValueKind.Undefined => Display.None,
        _ when Number(value) is { } number => name.EndsWith("Rate", StringComparison.Ordinal) ? Display.Percent(number, 1) : Display.Quantity(decimal.Round(number, 6)),
        _ => value.ToString(),
    };

    private static decimal? Number(StrategyContract strategy, string name) => strategy.Runtime.TryGetValue(name, out JsonElement value) ? Number(value) : null;

    private static decimal? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) => number,
        JsonValueKind.String when decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) => number,
        _ => null,
    };
}
