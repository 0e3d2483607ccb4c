using TradingBot.Engine.Indicators;

namespace TradingBot.Engine.Tests.Indicators;

/// <summary>Each streaming indicator against its definition, computed anew from all values for every step.</summary>
public class IndicatorTests
{
    private static readonly double[] Closes = Walk(2_000, 60_000);

    [Fact]
    public void The_simple_average_is_the_mean_of_the_last_values()
    {
        SimpleAverage average = new(20);
        Compare(average.Add, end => end < 19 ? double.NaN : Closes[(end - 19)..(end + 1)].Average());
    }

    [Fact]
    public void The_exponential_average_begins_with_the_simple_one_and_then_moves_by_two_over_n_plus_one()
    {
        ExponentialAverage average = new(10);
        double expected = double.NaN;
        Compare(average.Add, end => expected = end < 9 ? double.NaN : end == 9 ? Closes[..10].Average() : expected + 2.0 / 11 * (Closes[end] - expected));
    }

    [Fact]
    public void The_relative_strength_index_is_Wilders()
    {
        RelativeStrength strength = new(14);
        double gain = 0;
        double loss = 0;
        Compare(strength.Add, end =>
        {
            if (end < 14) return double.NaN;
            double[] changes = [.. Enumerable.Range(1, end).Select(index => Closes[index] - Closes[index - 1])];
            if (end == 14)
            {
                gain = changes.Sum(change => Math.Max(change, 0)) / 14;
                loss = changes.Sum(change => Math.Max(-change, 0)) / 14;
            }
            else
            {
                gain = (gain * 13 + Math.Max(changes[^1], 0)) / 14;
                loss = (loss * 13 + Math.Max(-changes[^1], 0)) / 14;
            }

            return 100 - 100 / (1 + gain / loss);
        }, 400);
    }

    [Fact]
    public void The_relative_strength_index_knows_its_extremes()
    {
        Assert.Equal(100, Last([1, 2, 3, 4]));
        Assert.Equal(0, Last([4, 3, 2, 1]));
        Assert.Equal(50, Last([4, 4, 4, 4]));

        static double Last(double[] values)
        {
            RelativeStrength strength = new(3);
            foreach (double value in values) strength.Add(value);
            return strength.Value;
        }
    }

    // A worked example that many tutorials print (closes of QQQQ, rounded to cents; first values 70.46, 66.25, 66.48).
    [Fact]
    public void The_relative_strength_index_reproduces_a_worked_example()
    {
        double[] closes = [44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.10, 45.42, 45.84, 46.08, 45.89, 46.03, 45.61, 46.28, 46.28, 46.00, 46.03];
        RelativeStrength strength = new(14);
        List<double> values = [.. closes.Select(strength.Add)];
        Assert.Equal(70.46, values[14], 0.01);
        Assert.Equal(66.25, values[15], 0.01);
        Assert.Equal(66.48, values[16], 0.01);
    }

    [Fact]
    public void The_average_true_range_is_Wilders()
    {
        AverageTrueRange average = new(14);
        double expected = double.NaN;
        Compare(close => average.Add(High(close), Low(close), close), end =>
        {
            if (end < 14) return double.NaN;
            double Range(int index) => Math.Max(High(Closes[index]), Closes[index - 1]) - Math.Min(Low(Closes[index]), Closes[index - 1]);
            return expected = end == 14 ? Enumerable.Range(1, 14).Average(Range) : (expected * 13 + Range(end)) / 14;
        });

        static double High(double close) => close * 1.001 + close % 3;
        static double Low(double close) => close * 0.999 - close % 2;
    }

    [Fact]
    public void Bollinger_bands_are_population_deviations_around_the_mean()
    {
        BollingerBands bands = new(20, 2);
        Compare(close => { bands.Add(close); return bands.Upper; }, end =>
        {
            if (end < 19) return double.NaN;
            double[] window = Closes[(end - 19)..(end + 1)];
            double mean = window.Average();
            return mean + 2 * Math.Sqrt(window.Average(value => (value - mean) * (value - mean)));
        });
        Assert.Equal(bands.Middle, (bands.Upper + bands.Lower) / 2, 1e-6);
    }

    [Fact]
    public void The_average_convergence_is_fast_less_slow_and_its_own_average()
    {
        AverageConvergence convergence = new(12, 26, 9);
        double[] line = [.. Exponential(Closes, 12).Zip(Exponential(Closes, 26), (fast, slow) => fast - slow)];
        double[] signal = [.. Enumerable.Repeat(double.NaN, 25), .. Exponential(line[25..], 9)];
        Compare(close => { convergence.Add(close); return convergence.Histogram; }, end => line[end] - signal[end]);
    }

    [Fact]
    public void Returns_and_volatility_are_of_logarithms()
    {
        RollingReturn change = new(5);
        Compare(change.Add, end => end < 5 ? double.NaN : Math.Log(Closes[end] / Closes[end - 5]), precision: 1e-12);
        RollingVolatility volatility = new(12);
        Compare(volatility.Add, end =>
        {
            if (end < 12) return double.NaN;
            double[] returns = [.. Enumerable.Range(end - 11, 12).Select(index => Math.Log(Closes[index] / Closes[index - 1]))];
            double mean = returns.Average();
            return Math.Sqrt(returns.Sum(value => (value - mean) * (value - mean)) / 11);
        }, precision: 1e-12);
    }

    [Fact]
    public void An_indicator_is_ready_from_its_first_value_on()
    {
        RollingVolatility volatility = new(12);
        RollingReturn change = new(5);
        RelativeStrength strength = new(14);
        BollingerBands bands = new(20, 2);
        AverageConvergence convergence = new(12, 26, 9);
        foreach (double close in Closes[..60])
        {
            volatility.Add(close);
            bands.Add(close);
            convergence.Add(close);
            Assert.Equal((!double.IsNaN(volatility.Value), !double.IsNaN(change.Add(close)), !double.IsNaN(strength.Add(close)), !double.IsNaN(bands.Upper), !double.IsNaN(convergence.Signal)),
                (volatility.IsReady, change.IsReady, strength.IsReady, bands.IsReady, convergence.IsReady));
        }
    }

    private static void Compare(Func<double, double> add, Func<int, double> expected, int count = 2_000, double precision = 1e-9)
    {
        for (int end = 0; end < count; end++)
        {
            double actual = add(Closes[end]);
            double wanted = expected(end);
            Assert.Equal(double.IsNaN(wanted), double.IsNaN(actual));
            if (!double.IsNaN(wanted)) Assert.True(Math.Abs(actual - wanted) <= precision * Math.Max(1, Math.Abs(wanted)), $"step {end}: {actual}, not {wanted}");
        }
    }

    private static double[] Exponential(double[] values, int length)
    {
        double[] result = [.. values.Select(_ => double.NaN)];
        result[length - 1] = values[..length].Average();
        for (int index = length; index < values.Length; index++) result[index] = result[index - 1] * (1 - 2.0 / (length + 1)) + values[index] * 2.0 / (length + 1);
        return result;
    }

    private static double[] Walk(int count, double start)
    {
        Random random = new(42);
        double[] values = new double[count];
        for (int index = 0; index < count; index++) values[index] = start += Math.Round((random.NextDouble() - 0.5) * 20, 2);
        return values;
    }
}
