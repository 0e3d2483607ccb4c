using TradingBot.Engine.Amounts;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.MarketData;

/// <summary>Conditional orders of all accounts that watch one price of one market, in order of arrival.</summary>
/// <remarks>A price strictly between the nearest prices that one of them waits for costs two comparisons.</remarks>
internal sealed class WaitingOrders
{
    private readonly List<OrderState> _orders = [];
    private long _below = long.MinValue;
    private long _above = long.MaxValue;

    internal int Count => _orders.Count;

    internal void Add(OrderState order)
    {
        _orders.Add(order);
        order.IsWaiting = true;
        Narrow(order);
    }

    internal void Remove(OrderState order)
    {
        Invariant.Holds(_orders.Remove(order));
        order.IsWaiting = false;
        FindBounds();
    }

    /// <summary>What the venue dates up to <paramref name="marketTimeNs"/> happened before any of them was there.</summary>
    internal void JoinNoEarlierThan(long marketTimeNs)
    {
        foreach (OrderState order in _orders) order.JoinedTimeNs = Math.Max(order.JoinedTimeNs, marketTimeNs);
    }

    /// <summary>Adds those to <paramref name="awake"/> that a price of <paramref name="price"/> concerns.</summary>
    internal void CollectAwake(Price price, List<OrderState> awake)
    {
        if (price.Units > _below && price.Units < _above) return;
        for (int index = 0; index < _orders.Count; index++)
        {
            (long below, long above) = WakesAt(_orders[index]);
            if (price.Units <= below || price.Units >= above) awake.Add(_orders[index]);
        }
    }

    /// <summary>Looks again at what they wait for, after some of them have moved.</summary>
    internal void FindBounds()
    {
        (_below, _above) = (long.MinValue, long.MaxValue);
        for (int index = 0; index < _orders.Count; index++) Narrow(_orders[index]);
    }

    private void Narrow(OrderState order)
    {
        (long below, long above) = WakesAt(order);
        _below = Math.Max(_below, below);
        _above = Math.Min(_above, above);
    }

    // At or below the first, at or above the second: its trigger, its activation, or a new best price to follow.
    private static (long Below, long Above) WakesAt(OrderState order)
    {
        TriggerTerms trigger = order.Terms.Trigger!;
        bool falls = trigger.Direction == TriggerDirection.FallsTo;
        if (order.TriggerLevel is not { } level)
        {
            long activation = trigger.ActivationPrice!.Value.Units;
            return falls ? (long.MinValue, activation) : (activation, long.MaxValue);
        }

        if (!trigger.IsTrailing) return falls ? (level.Units, long.MaxValue) : (long.MinValue, level.Units);
        return falls ? (level.Units, order.Extreme.Units + 1) : (order.Extreme.Units - 1, level.Units);
    }
}
