using System.Text.Json;
using TradingBot.Engine.Indicators;
using TradingBot.Tests.Shared;

namespace TradingBot.Engine.Tests.Indicators;

/// <summary>The engine's indicators against two published libraries (npm), which compute theirs when the test runs.</summary>
public class PublishedVectorsTests
{
    private const double Exact = 1e-9;

    // What begins with another value has been forgotten by then to far below the precision that is asked for.
    private const int Faded = 400;

    private static readonly string[] Names = ["sma20", "ema10", "rsi14", "atr14", "upper20", "lower20", "macd", "macdSignal"];

    [Fact]
    public async Task Indicators_equal_those_of_technicalindicators_and_trading_signals()
    {
        NodeScript script = new(Path.Combine(AppContext.BaseDirectory, "Indicators", "Published"));
        await script.RestoreAsync(TestContext.Current.CancellationToken);
        (int code, string said) = await script.RunAsync("node", ["vectors.mjs"], TestContext.Current.CancellationToken);
        Assert.True(code == 0, said);
        using JsonDocument vectors = JsonDocument.Parse(said);
        double[] close = Numbers(vectors.RootElement.GetProperty("close")), high = Numbers(vectors.RootElement.GetProperty("high")), low = Numbers(vectors.RootElement.GetProperty("low"));
        Dictionary<string, double[]> ours = Compute(close, high, low);

        JsonElement first = vectors.RootElement.GetProperty("libraries").GetProperty("technicalindicators");
        foreach (string name in (string[])["sma20", "ema10", "atr14", "upper20", "lower20", "macd", "macdSignal"]) Compare(name, ours[name], Numbers(first.GetProperty(name)), Exact);
        // This library rounds the index to two decimals.
        Compare("rsi14", ours["rsi14"], Numbers(first.GetProperty("rsi14")), 0.005 + Exact, isRelative: false);

        JsonElement second = vectors.RootElement.GetProperty("libraries").GetProperty("trading-signals");
        foreach (string name in (string[])["sma20", "rsi14", "upper20", "lower20"]) Compare(name, ours[name], Numbers(second.GetProperty(name)), Exact);
        // These begin with the first price, or the first bar's own range, instead of an average.
        foreach (string name in (string[])["ema10", "atr14"]) Compare(name, ours[name][Faded..], Numbers(second.GetProperty(name))[Faded..], Exact);
    }

    private static Dictionary<string, double[]> Compute(double[] close, double[] high, double[] low)
    {
        SimpleAverage simple = new(20);
        ExponentialAverage exponential = new(10);
        RelativeStrength strength = new(14);
        AverageTrueRange range = new(14);
        BollingerBands bands = new(20, 2);
        AverageConvergence convergence = new(12, 26, 9);
        Dictionary<string, double[]> values = Names.ToDictionary(name => name, _ => new double[close.Length]);
        for (int at = 0; at < close.Length; at++)
        {
            values["sma20"][at] = simple.Add(close[at]);
            values["ema10"][at] = exponential.Add(close[at]);
            values["rsi14"][at] = strength.Add(close[at]);
            values["atr14"][at] = range.Add(high[at], low[at], close[at]);
            bands.Add(close[at]);
            convergence.Add(close[at]);
            (values["upper20"][at], values["lower20"][at]) = (bands.Upper, bands.Lower);
            (values["macd"][at], values["macdSignal"][at]) = (convergence.Line, convergence.Signal);
        }

        return values;
    }

    private static void Compare(string name, double[] ours, double[] theirs, double precision, bool isRelative = true)
    {
        Assert.Equal(theirs.Length, ours.Length);
        for (int at = 0; at < ours.Length; at++)
        {
            Assert.True(double.IsNaN(ours[at]) == double.IsNaN(theirs[at]), $"{name} at {at}: {ours[at]} beside {theirs[at]}");
            double allowed = isRelative ? precision * Math.Max(1, Math.Abs(theirs[at])) : precision;
            Assert.False(Math.Abs(ours[at] - theirs[at]) > allowed, $"{name} at {at}: {ours[at]} beside {theirs[at]}");
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];
}
