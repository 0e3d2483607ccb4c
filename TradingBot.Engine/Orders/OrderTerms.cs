using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>What an accepted order asks for; does not change over its life.</summary>
public sealed record OrderTerms
{
    /// <summary>Id derived from account and number.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Rising per account from 1.</summary>
    public required long OrderNumber { get; init; }

    /// <summary>What is traded.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required Side Side { get; init; }

    /// <summary>Market or limit.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Base quantity asked for.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Limit price; none for a market order.</summary>
    public Price? LimitPrice { get; init; }

    /// <summary>How long it works.</summary>
    public required TimeInForce TimeInForce { get; init; }

    /// <summary>The strategy that decided it; none where a user did.</summary>
    public string? StrategyId { get; init; }

    /// <summary>Why its strategy decided it, in words for a person.</summary>
    public string? Reason { get; init; }
}
