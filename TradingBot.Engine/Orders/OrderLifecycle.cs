namespace TradingBot.Engine.Orders;

/// <summary>What can happen to an order.</summary>
internal enum OrderTrigger : byte
{
    /// <summary>It passed all checks.</summary>
    Accept,

    /// <summary>It failed a check.</summary>
    Reject,

    /// <summary>Part of what remained was executed.</summary>
    FillPart,

    /// <summary>All that remained was executed.</summary>
    FillRest,

    /// <summary>Its owner, a stop or a limit cancelled it.</summary>
    Cancel,

    /// <summary>Its time in force ended it.</summary>
    Expire,
}

/// <summary>The whole life of an order as one table; what is not listed does not happen.</summary>
internal static class OrderLifecycle
{
    /// <summary>The status after <paramref name="trigger"/>; false where an order of that status can't meet it.</summary>
    internal static bool TryNext(OrderStatus status, OrderTrigger trigger, out OrderStatus next)
    {
        OrderStatus? found = (status, trigger) switch
        {
            (OrderStatus.New, OrderTrigger.Accept) => OrderStatus.Open,
            (OrderStatus.New, OrderTrigger.Reject) => OrderStatus.Rejected,
            (OrderStatus.Open, OrderTrigger.FillPart) => OrderStatus.PartiallyFilled,
            (OrderStatus.Open, OrderTrigger.FillRest) => OrderStatus.Filled,
            (OrderStatus.Open, OrderTrigger.Cancel) => OrderStatus.Canceled,
            (OrderStatus.Open, OrderTrigger.Expire) => OrderStatus.Expired,
            (OrderStatus.PartiallyFilled, OrderTrigger.FillPart) => OrderStatus.PartiallyFilled,
            (OrderStatus.PartiallyFilled, OrderTrigger.FillRest) => OrderStatus.Filled,
            (OrderStatus.PartiallyFilled, OrderTrigger.Cancel) => OrderStatus.Canceled,
            (OrderStatus.PartiallyFilled, OrderTrigger.Expire) => OrderStatus.Expired,
            _ => null,
        };
        next = found ?? status;
        return found is not null;
    }

    /// <summary>The status after a trigger that must be possible.</summary>
    internal static OrderStatus Next(OrderStatus status, OrderTrigger trigger)
    {
        Invariant.Holds(TryNext(status, trigger, out OrderStatus next));
        return next;
    }
}
