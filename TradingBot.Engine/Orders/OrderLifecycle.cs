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

    /// <summary>Its time in force, or a self-trade that was prevented, ended it.</summary>
    Expire,

    /// <summary>It met its venue after having been under way.</summary>
    Arrive,

    /// <summary>A cancel was sent; until it takes effect the order works.</summary>
    SendCancel,

    /// <summary>The watched price reached its trigger.</summary>
    SetOff,

    /// <summary>Its trigger followed the price.</summary>
    Trail,

    /// <summary>What is locked for it was set anew.</summary>
    Relock,

    /// <summary>Its owner changed price or quantity.</summary>
    Amend,

    /// <summary>It would have traded with another order of its account and did not.</summary>
    Prevent,
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
            (OrderStatus.Open, OrderTrigger.Arrive) => OrderStatus.Open,
            (OrderStatus.Open, OrderTrigger.SendCancel) => OrderStatus.Open,
            (OrderStatus.Open, OrderTrigger.SetOff) => OrderStatus.Open,
            (OrderStatus.Open, OrderTrigger.Trail) => OrderStatus.Open,
            (OrderStatus.Open, OrderTrigger.Relock) => OrderStatus.Open,
            (OrderStatus.Open, OrderTrigger.Amend) => OrderStatus.Open,
            (OrderStatus.Open, OrderTrigger.Prevent) => OrderStatus.Open,
            (OrderStatus.PartiallyFilled, OrderTrigger.FillPart) => OrderStatus.PartiallyFilled,
            (OrderStatus.PartiallyFilled, OrderTrigger.FillRest) => OrderStatus.Filled,
            (OrderStatus.PartiallyFilled, OrderTrigger.Cancel) => OrderStatus.Canceled,
            (OrderStatus.PartiallyFilled, OrderTrigger.Expire) => OrderStatus.Expired,
            (OrderStatus.PartiallyFilled, OrderTrigger.Arrive) => OrderStatus.PartiallyFilled,
            (OrderStatus.PartiallyFilled, OrderTrigger.SendCancel) => OrderStatus.PartiallyFilled,
            (OrderStatus.PartiallyFilled, OrderTrigger.Amend) => OrderStatus.PartiallyFilled,
            (OrderStatus.PartiallyFilled, OrderTrigger.Prevent) => OrderStatus.PartiallyFilled,
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
