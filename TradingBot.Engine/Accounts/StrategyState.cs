using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Accounts;

/// <summary>The part of a strategy that is account state: what was configured, what it bought, what it last said.</summary>
internal sealed class StrategyState(StrategyDefinition definition)
{
    internal StrategyDefinition Definition { get; set; } = definition;

    internal bool IsRunning { get; set; }

    /// <summary>Base amount that it bought and has not sold.</summary>
    internal Money PositionQuantity { get; set; }

    internal SignalRaised? LastSignal { get; set; }

    /// <summary>Its rule with indicators and model: derived from the market, not account state. None until its market's bars can be had.</summary>
    internal Strategy? Rule { get; set; }
}
