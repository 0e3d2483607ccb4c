using System.Globalization;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Indicators;

namespace TradingBot.Engine.Strategies;

/// <summary>Long after the fast exponential average crossed above the slow one, flat after it crossed below.</summary>
internal sealed class MovingAverageCross : Strategy
{
    internal const string Kind = "ma-cross";

    private readonly ExponentialAverage _fast;
    private readonly ExponentialAverage _slow;
    private int _sign;

    internal MovingAverageCross(IReadOnlyDictionary<string, decimal> parameters)
    {
        _fast = new((int)parameters["fastBars"]);
        BarsNeeded = (int)parameters["slowBars"];
        _slow = new(BarsNeeded);
    }

    internal override int BarsNeeded { get; }

    internal override bool IsWarm => _slow.IsReady;

    internal override string Explain() => Stance == SignalAction.Buy
        ? string.Create(CultureInfo.InvariantCulture, $"the fast average {_fast.Value:0.########} crossed above the slow one {_slow.Value:0.########}")
        : string.Create(CultureInfo.InvariantCulture, $"the fast average {_fast.Value:0.########} crossed below the slow one {_slow.Value:0.########}");

    internal override StrategyFacts Facts() => new()
    {
        IsWarm = IsWarm,
        BarsSeen = BarsSeen,
        BarsNeeded = BarsNeeded,
        Stance = Stance,
        Text = !IsWarm ? $"warming up: {BarsSeen} of {BarsNeeded} bars" : Stance == SignalAction.Hold ? "waiting for a first cross" : Explain(),
        Values = IsWarm ? [new("fastAverage", _fast.Value), new("slowAverage", _slow.Value)] : [],
    };

    // Where both are equal the side before still counts, so that a touch is no cross.
    protected override SignalAction Judge(in BarFrame frame)
    {
        _fast.Add(frame.Close);
        _slow.Add(frame.Close);
        if (!IsWarm) return SignalAction.Hold;
        int sign = Math.Sign(_fast.Value - _slow.Value);
        if (sign == 0 || sign == _sign) return SignalAction.Hold;
        int before = _sign;
        _sign = sign;
        if (before == 0) return SignalAction.Hold;
        return sign > 0 ? SignalAction.Buy : SignalAction.Sell;
    }
}
