using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Strategies;

/// <summary>Which strategy runs on what, with which parameters.</summary>
/// <param name="StrategyId">Names it within its account, such as <c>ma-cross-btc</c>; 1 to 64 characters of a-z, 0-9 and dash.</param>
/// <param name="Kind">Which rule: <c>ma-cross</c>, <c>rsi-reversion</c> or <c>learned</c>.</param>
/// <param name="Instrument">What it trades.</param>
/// <param name="BarSeconds">Length of its bars in seconds, 1 to 86,400.</param>
/// <param name="Parameters">Values by name; a missing one has the kind's default, an unknown or out-of-range one is refused.</param>
public sealed record StrategyDefinition(
    string StrategyId, string Kind, InstrumentId Instrument, int BarSeconds, IReadOnlyDictionary<string, decimal> Parameters);

/// <summary>What a strategy would do now.</summary>
public enum SignalAction : byte
{
    /// <summary>Nothing.</summary>
    Hold = 0,

    /// <summary>Be long.</summary>
    Buy = 1,

    /// <summary>Be flat.</summary>
    Sell = 2,
}
