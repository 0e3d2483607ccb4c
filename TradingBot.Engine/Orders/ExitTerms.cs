using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Orders;

/// <summary>Which order of a pair an order is: when one of them is set off, executes or ends, the other is cancelled.</summary>
public enum ListLeg : byte
{
    /// <summary>Of no pair.</summary>
    None = 0,

    /// <summary>The limit order on the good side of the price.</summary>
    Limit = 1,

    /// <summary>The stop order on the other side. Locks only what the limit order does not.</summary>
    Stop = 2,
}

/// <summary>What a bracket places when its entry has bought: a take-profit limit order, a stop order, or both as a pair.</summary>
public sealed record ExitTerms
{
    /// <summary>Limit price of the take-profit order; none without one.</summary>
    public Price? TakeProfit { get; init; }

    /// <summary>Trigger of the stop order; none without one.</summary>
    public Price? Stop { get; init; }

    /// <summary>Limit price of the stop order; none where it sells at the market.</summary>
    public Price? StopLimit { get; init; }
}

/// <summary>What an author wants placed when the entry has bought; prices are what was written.</summary>
/// <param name="TakeProfitPrice">Limit price of the take-profit order.</param>
/// <param name="StopPrice">Trigger of the stop order.</param>
/// <param name="StopLimitPrice">Limit price of the stop order; none: at the market.</param>
public sealed record ExitOptions(decimal? TakeProfitPrice = null, decimal? StopPrice = null, decimal? StopLimitPrice = null);
