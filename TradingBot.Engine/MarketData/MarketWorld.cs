namespace TradingBot.Engine.MarketData;

/// <summary>Whose prices the markets show. Nothing of one world ever executes at prices of the other.</summary>
public enum MarketWorld : byte
{
    /// <summary>The exchanges', or a recording of them.</summary>
    Live = 0,

    /// <summary>The exchange simulator's.</summary>
    Simulated = 1,
}
