using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Risk;

/// <summary>What an account may do at most; amounts in the account's reporting asset.</summary>
public sealed record RiskLimits
{
    /// <summary>Greatest price times quantity of an order.</summary>
    public required Money MaxOrderNotional { get; init; }

    /// <summary>Greatest value of the position in one instrument, open orders in its direction included.</summary>
    public required Money MaxPositionNotional { get; init; }

    /// <summary>Loss from the highest equity at which the account turns reduce-only, in parts per million (20 % is 200,000).</summary>
    public required int MaxDrawdownPartsPerMillion { get; init; }

    /// <summary>Greatest number of open orders.</summary>
    public required int MaxOpenOrders { get; init; }
}

/// <summary>What an account's risk state lets it do.</summary>
public enum RiskState : byte
{
    /// <summary>All within its limits.</summary>
    Active = 0,

    /// <summary>Only orders that reduce a position.</summary>
    ReduceOnly = 1,

    /// <summary>No orders.</summary>
    Halted = 2,
}
