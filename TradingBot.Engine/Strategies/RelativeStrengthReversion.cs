using System.Globalization;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Indicators;

namespace TradingBot.Engine.Strategies;

/// <summary>Long after the relative strength index fell below a level, flat after it rose above another.</summary>
internal sealed class RelativeStrengthReversion : Strategy
{
    internal const string Kind = "rsi-reversion";

    private readonly RelativeStrength _strength;
    private readonly double _buyBelow;
    private readonly double _sellAbove;

    internal RelativeStrengthReversion(IReadOnlyDictionary<string, decimal> parameters)
    {
        int length = (int)parameters["lengthBars"];
        _strength = new(length);
        BarsNeeded = length + 1;
        _buyBelow = (double)parameters["buyBelow"];
        _sellAbove = (double)parameters["sellAbove"];
    }

    internal override int BarsNeeded { get; }

    internal override bool IsWarm => _strength.IsReady;

    internal override string Explain() => Stance == SignalAction.Buy
        ? string.Create(CultureInfo.InvariantCulture, $"the relative strength index {_strength.Value:0.#} is below {_buyBelow:0.##}: sold too far")
        : string.Create(CultureInfo.InvariantCulture, $"the relative strength index {_strength.Value:0.#} is above {_sellAbove:0.##}: recovered");

    internal override StrategyFacts Facts() => new()
    {
        IsWarm = IsWarm,
        BarsSeen = BarsSeen,
        BarsNeeded = BarsNeeded,
        Stance = Stance,
        Text = IsWarm
            ? string.Create(CultureInfo.InvariantCulture, $"relative strength index {_strength.Value:0.#}; buys below {_buyBelow:0.##}, sells above {_sellAbove:0.##}")
            : $"warming up: {BarsSeen} of {BarsNeeded} bars",
        Values = IsWarm ? [new("relativeStrength", _strength.Value)] : [],
    };

    protected override SignalAction Judge(in BarFrame frame)
    {
        _strength.Add(frame.Close);
        if (!IsWarm) return SignalAction.Hold;
        if (_strength.Value < _buyBelow) return SignalAction.Buy;
        return _strength.Value > _sellAbove ? SignalAction.Sell : SignalAction.Hold;
    }
}
