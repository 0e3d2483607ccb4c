using System.Globalization;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Report;

/// <summary>The figures as rows of text, for the console and the report alike.</summary>
public static class FidelityTables
{
    /// <summary>Orders that take: a head and a row for each.</summary>
    public static IEnumerable<string[]> Takers(string first, IEnumerable<ModelErrors> rows)
    {
        yield return [first, "ORDERS", "PRICE: MEDIAN bp", "P95 bp", "MEAN bp", "FILL RATIO: MEAN pt", "MEAN SIZE pt", "FILLED BY ONE ONLY"];
        foreach (ModelErrors row in rows)
            yield return [Name(row), Whole(row.Orders), Size(row.Price.MedianSize), Size(row.Price.HighSize), Signed(row.Price.Mean), Signed(row.FillRatio.Mean), Size(row.FillRatio.MeanSize), Whole(row.Disagreements)];
    }

    /// <summary>Passive orders: a head and a row for each.</summary>
    public static IEnumerable<string[]> Makers(string first, IEnumerable<ModelErrors> rows)
    {
        yield return [first, "ORDERS", "FILL RATIO: MEAN pt", "MEAN SIZE pt", "FIRST FILL: MEDIAN %", "P95 %", "FULL FILL: MEDIAN %", "PRICE: P95 bp", "FILLED BY ONE ONLY"];
        foreach (ModelErrors row in rows)
            yield return
            [
                Name(row), Whole(row.Orders), Signed(row.FillRatio.Mean), Size(row.FillRatio.MeanSize), Size(row.FirstFill.MedianSize), Size(row.FirstFill.HighSize), Size(row.FullFill.MedianSize),
                Size(row.Price.HighSize), Whole(row.Disagreements),
            ];
    }

    /// <summary>The goals: a head and a row for each.</summary>
    public static IEnumerable<string[]> Goals(IEnumerable<FidelityGoal> goals)
    {
        yield return ["GOAL", "TARGET", "MEASURED", ""];
        foreach (FidelityGoal goal in goals) yield return [goal.Name, goal.Target, goal.Measured, goal.IsReached ? "reached" : "NOT REACHED"];
    }

    /// <summary>The envelope in a sentence.</summary>
    public static string Sentence(Envelope envelope) => string.Create(CultureInfo.InvariantCulture,
        $"Envelope: of {envelope.Orders:N0} orders the true fill ratio lies between pessimistic and optimistic in {envelope.FillRatioPercent:0.0} % ({envelope.Below} below, {envelope.Above} above), the first fill in {envelope.FirstFillPercent:0.0} %; it is {envelope.MeanWidth:0.0} points wide on average.");

    internal static string Size(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Name(ModelErrors row) => row.Group is "takers" or "makers" ? row.Model : row.Group;
}
