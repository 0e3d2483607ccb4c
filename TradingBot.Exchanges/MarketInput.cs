using TradingBot.Engine;

namespace TradingBot.Exchanges;

/// <summary>An input that a feed writes, and where it came from.</summary>
/// <param name="Input">Not numbered yet.</param>
/// <param name="Record">Number of the record that it came of; 0 where nothing is recorded.</param>
public readonly record struct MarketInput(EngineInput Input, long Record);
