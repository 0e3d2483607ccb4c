using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Orders;

/// <summary>Where the watched price must go.</summary>
public enum TriggerDirection : byte
{
    /// <summary>At or above the trigger.</summary>
    RisesTo = 0,

    /// <summary>At or below the trigger.</summary>
    FallsTo = 1,
}

/// <summary>What sets a conditional order off; does not change over its life.</summary>
public sealed record TriggerTerms
{
    private const long Million = 1_000_000;

    /// <summary>The trigger; of a trailing stop the one it began with, or would begin with at its activation price.</summary>
    public required Price Price { get; init; }

    /// <summary>Where the watched price must go.</summary>
    public required TriggerDirection Direction { get; init; }

    /// <summary>Which price is watched.</summary>
    public required TriggerSource Source { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in price units; 0 where it is none or goes by share.</summary>
    public long TrailingDistance { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in parts per million of it; 0 where it is none or goes by distance.</summary>
    public int TrailingPartsPerMillion { get; init; }

    /// <summary>Price that a trailing stop waits for before it begins to follow.</summary>
    public Price? ActivationPrice { get; init; }

    /// <summary>Whether the trigger follows the price.</summary>
    internal bool IsTrailing => TrailingDistance > 0 || TrailingPartsPerMillion > 0;

    /// <summary>Where the trigger stands when the best price so far is <paramref name="extreme"/>: the first price that is at least the distance away.</summary>
    /// <remarks>Not below one price unit. Source: Binance, Trailing Stop FAQ (a sell is triggered when the price is down by the delta from its highest).</remarks>
    internal Price LevelBehind(Price extreme)
    {
        long level;
        if (TrailingDistance > 0) level = Direction == TriggerDirection.FallsTo ? extreme.Units - TrailingDistance : checked(extreme.Units + TrailingDistance);
        else if (Direction == TriggerDirection.FallsTo) level = (long)((Int128)extreme.Units * (Million - TrailingPartsPerMillion) / Million);
        else level = (long)(((Int128)extreme.Units * (Million + TrailingPartsPerMillion) + Million - 1) / Million);
        return new(Math.Max(1, level));
    }

    /// <summary>Whether a price sets off a trigger that stands at <paramref name="level"/>.</summary>
    internal bool IsReached(Price price, Price level) => Direction == TriggerDirection.FallsTo ? price <= level : price >= level;
}
