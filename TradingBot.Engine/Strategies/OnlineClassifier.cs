namespace TradingBot.Engine.Strategies;

/// <summary>Logistic regression trained one sample at a time by AdaGrad with a little weight decay; deterministic.</summary>
/// <remarks>Source: J. Duchi, E. Hazan, Y. Singer, "Adaptive Subgradient Methods", JMLR 12 (2011), diagonal form, on the logistic loss.</remarks>
internal sealed class OnlineClassifier(int features, double rate, double decay)
{
    private const double Epsilon = 1e-8;

    // The last weight is the bias.
    private readonly double[] _weights = new double[features + 1];
    private readonly double[] _squaredGradients = new double[features + 1];

    internal int SamplesSeen { get; private set; }

    internal double Weight(int feature) => _weights[feature];

    /// <summary>Estimated probability of the positive outcome, 0 to 1.</summary>
    internal double Predict(ReadOnlySpan<double> sample)
    {
        double sum = _weights[^1];
        for (int index = 0; index < sample.Length; index++) sum += _weights[index] * sample[index];
        double probability = 1 / (1 + Math.Exp(-sum));
        Invariant.Holds(double.IsFinite(probability));
        return probability;
    }

    internal void Learn(ReadOnlySpan<double> sample, bool outcome)
    {
        double error = Predict(sample) - (outcome ? 1 : 0);
        for (int index = 0; index < sample.Length; index++) Step(index, error * sample[index] + decay * _weights[index]);
        Step(sample.Length, error);
        SamplesSeen++;
    }

    private void Step(int index, double gradient)
    {
        _squaredGradients[index] += gradient * gradient;
        _weights[index] -= rate * gradient / (Math.Sqrt(_squaredGradients[index]) + Epsilon);
    }
}
