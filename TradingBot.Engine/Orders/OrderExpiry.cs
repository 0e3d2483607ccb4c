namespace TradingBot.Engine.Orders;

/// <summary>Orders that end at a time, by that time.</summary>
internal sealed class OrderExpiry(EngineSession session)
{
    private readonly List<OrderState> _expiring = [];

    internal void Add(OrderState order)
    {
        if (order.Terms.ExpireTimeNs is not { } time) return;
        int index = _expiring.Count;
        while (index > 0 && _expiring[index - 1].Terms.ExpireTimeNs > time) index--;
        _expiring.Insert(index, order);
    }

    internal void Remove(OrderState order)
    {
        if (order.Terms.ExpireTimeNs is not null) _expiring.Remove(order);
    }

    /// <summary>An order whose time is over and that an input concerns: one of its instrument or account, with a tick any. None where there is none.</summary>
    /// <remarks>So what happens to an order does not depend on inputs of other markets.</remarks>
    internal OrderState? FirstDue(in EngineInput input)
    {
        for (int index = 0; index < _expiring.Count && _expiring[index].Terms.ExpireTimeNs <= session.TimeNs; index++)
        {
            OrderState order = _expiring[index];
            bool isConcerned = input.Kind == EngineInputKind.TimerTick || order.Terms.Instrument == input.Instrument || order.Account.Id == input.Command?.Account;
            // An order that waits for another world ends when that is back.
            if (isConcerned && order.Terms.World == session.World) return order;
        }

        return null;
    }
}
