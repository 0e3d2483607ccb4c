namespace TradingBot.LocalStack.Stack;

/// <summary>Where the market data comes from.</summary>
public enum MarketFeed
{
    /// <summary>The real exchanges where they can be reached, else the simulator.</summary>
    Auto,

    /// <summary>The real exchanges.</summary>
    Live,

    /// <summary>The exchange simulator.</summary>
    Simulated,
}
