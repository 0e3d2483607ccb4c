using System.Globalization;
using TradingBot.Engine.Bars;

namespace TradingBot.Engine.Strategies;

/// <summary>
/// Long while a model that learns from each bar expects a higher price after some bars, flat when it no longer does.
/// </summary>
/// <remarks>
/// A sample is learned from only when its outcome is known, that many bars later; each prediction is scored by a model that had not seen
/// its outcome (progressive validation: A. Blum, A. Kalai, J. Langford, "Beating the Hold-Out", COLT 1999). Outcomes overlap, so samples
/// are not independent and a hit rate over few of them says little.
/// </remarks>
internal sealed class LearnedDirection : Strategy
{
    internal const string Kind = "learned";

    private const double LearningRate = 0.1;
    private const double WeightDecay = 0.001;

    private readonly MarketFeatures _features = new();
    private readonly OnlineClassifier _model = new(MarketFeatures.Names.Length, LearningRate, WeightDecay);
    private readonly int _horizon;
    private readonly int _samplesNeeded;
    private readonly double _buyAbove;
    private readonly double _sellBelow;
    private readonly Sample[] _pending;
    private int _first;
    private int _waiting;
    private long _previousOpenNs;
    private double? _probability;
    private int _scored;
    private int _hits;
    private int _rises;

    internal LearnedDirection(IReadOnlyDictionary<string, decimal> parameters)
    {
        _horizon = (int)parameters["horizonBars"];
        _samplesNeeded = (int)parameters["samplesNeeded"];
        _buyAbove = (double)parameters["buyAbove"];
        _sellBelow = (double)parameters["sellBelow"];
        _pending = new Sample[_horizon];
        for (int index = 0; index < _pending.Length; index++) _pending[index] = new Sample(new double[MarketFeatures.Names.Length]);
    }

    internal override int BarsNeeded => MarketFeatures.BarsNeeded + _horizon + _samplesNeeded;

    internal override bool IsWarm => _model.SamplesSeen >= _samplesNeeded;

    internal override int ConfidencePartsPerMillion =>
        (int)Math.Round(1_000_000 * (Stance == SignalAction.Sell ? 1 - (_probability ?? 0.5) : _probability ?? 0.5));

    internal override string Explain() => string.Create(CultureInfo.InvariantCulture,
        $"the model gives a higher price after {_horizon} bars a probability of {_probability ?? 0.5:P1} ({HitText()})");

    internal override StrategyFacts Facts() => new()
    {
        IsWarm = IsWarm,
        BarsSeen = BarsSeen,
        BarsNeeded = BarsNeeded,
        Stance = Stance,
        Text = IsWarm ? Explain() : $"learning: {_model.SamplesSeen} of {_samplesNeeded} samples before it may trade",
        Values = _probability is { } probability ? [new("probability", probability)] : [],
        Learned = new LearnedFacts(
            _model.SamplesSeen, _scored, Share(_hits), Share(Math.Max(_rises, _scored - _rises)), _probability, _samplesNeeded,
            [.. MarketFeatures.Names.Select((name, index) => new StrategyValue(name, _model.Weight(index)))]),
    };

    protected override SignalAction Judge(in BarFrame frame)
    {
        ForgetAcrossGap(frame.Bar);
        LearnOutcome(frame.Close);
        Span<double> sample = stackalloc double[MarketFeatures.Names.Length];
        _probability = null;
        if (!_features.TryAdd(frame, sample))
        {
            _waiting = 0;
            return SignalAction.Hold;
        }

        if (IsWarm) _probability = _model.Predict(sample);
        Await(sample, frame.Close);
        if (_probability is not { } probability) return SignalAction.Hold;
        if (probability > _buyAbove) return SignalAction.Buy;
        return probability < _sellBelow ? SignalAction.Sell : SignalAction.Hold;
    }

    // The outcome of a sample is the close exactly so many bars later; across a gap in the tape there is none.
    private void ForgetAcrossGap(in Bar bar)
    {
        long gap = bar.OpenTimeNs - _previousOpenNs;
        _previousOpenNs = bar.OpenTimeNs;
        if (gap > bar.IntervalSeconds * 1_000_000_000L * (_horizon + 1)) _waiting = 0;
    }

    private void LearnOutcome(double close)
    {
        if (_waiting < _horizon) return;
        Sample sample = _pending[_first];
        _first = (_first + 1) % _horizon;
        _waiting--;
        bool rose = close > sample.Close;
        if (sample.Probability is { } predicted)
        {
            _scored++;
            if (rose) _rises++;
            if (predicted > 0.5 == rose) _hits++;
        }

        _model.Learn(sample.Features, rose);
    }

    private void Await(ReadOnlySpan<double> features, double close)
    {
        Sample sample = _pending[(_first + _waiting) % _horizon];
        features.CopyTo(sample.Features);
        sample.Close = close;
        sample.Probability = _probability;
        _waiting++;
    }

    private double? Share(int count) => _scored == 0 ? null : (double)count / _scored;

    private string HitText() => Share(_hits) is { } hits
        ? string.Create(CultureInfo.InvariantCulture,
            $"out of sample {hits:P1} right of {_scored} predictions, always saying the more frequent outcome {Share(Math.Max(_rises, _scored - _rises)):P1}")
        : "none of its predictions has been scored yet";

    private sealed class Sample(double[] features)
    {
        internal double[] Features { get; } = features;

        internal double Close { get; set; }

        internal double? Probability { get; set; }
    }
}
