using TradingBot.Engine.Events;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Executions;

/// <summary>Orders and cancels that are under way to their venue, by the time at which they are known to have met it.</summary>
internal sealed class OrderTransit(EngineSession session)
{
    private readonly List<OrderState> _arriving = [];
    private readonly List<OrderState> _cancelling = [];

    internal bool IsIdle => _arriving.Count == 0 && _cancelling.Count == 0;

    /// <summary>Has an order that is not there yet arrive, and a cancel that was sent for it take effect.</summary>
    internal void Add(OrderState order)
    {
        if (!order.HasArrived) Insert(_arriving, order, order.Terms.ArrivesAtNs, static other => other.Terms.ArrivesAtNs);
        if (order.CancelAtNs != 0) Insert(_cancelling, order, order.CancelAtNs, static other => other.CancelAtNs);
    }

    internal void Remove(OrderState order)
    {
        if (!order.HasArrived) _arriving.Remove(order);
        if (order.CancelAtNs != 0) _cancelling.Remove(order);
    }

    /// <summary>Sends a cancel: it takes effect later; until then the order may execute. False where one is under way already.</summary>
    internal bool TryCancel(OrderState order, OrderEndReason reason)
    {
        if (order.CancelAtNs != 0) return false;
        long latency = Latency(order.Account, order.Terms.Instrument, order.Terms.OrderNumber, LatencyLeg.Cancel);
        session.Emit(order.Account, new OrderCancelSent
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = order.Terms.OrderId,
            Reason = reason,
            // A cancel does not overtake its order.
            EffectiveAtNs = Math.Max(session.TimeNs + latency, order.Terms.ArrivesAtNs),
        });
        Insert(_cancelling, order, order.CancelAtNs, static other => other.CancelAtNs);
        return true;
    }

    /// <summary>How long an order or cancel of an account takes now, both ways; nanoseconds.</summary>
    internal long Latency(Accounts.AccountState account, Instruments.InstrumentId instrument, long orderNumber, LatencyLeg way) =>
        account.Model.Latency.Draw(account.Id, orderNumber, way, session.RoundTripNs(session.Markets.Get(instrument).Definition!.Venue));

    /// <summary>The next that is due by now and that an input concerns: an arrival, or (<paramref name="isCancel"/>) a cancel.</summary>
    /// <remarks>As with expiry, only inputs of its instrument or account, or a tick: what happens to an order does not depend on other markets.</remarks>
    internal OrderState? TakeDue(in EngineInput input, out bool isCancel)
    {
        OrderState? arrival = FirstDue(_arriving, input, static order => order.Terms.ArrivesAtNs);
        OrderState? cancel = FirstDue(_cancelling, input, static order => order.CancelAtNs);
        isCancel = cancel is not null && (arrival is null || cancel.CancelAtNs < arrival.Terms.ArrivesAtNs);
        OrderState? due = isCancel ? cancel : arrival;
        if (due is not null) (isCancel ? _cancelling : _arriving).Remove(due);
        return due;
    }

    private OrderState? FirstDue(List<OrderState> orders, in EngineInput input, Func<OrderState, long> dueOf)
    {
        for (int index = 0; index < orders.Count && dueOf(orders[index]) <= input.TimeNs; index++)
        {
            OrderState order = orders[index];
            // One that waits for another world, or whose time is over before it arrives, does not arrive.
            if (order.Terms.World != session.World || order.Terms.ExpireTimeNs <= dueOf(order)) continue;
            if (input.Kind == EngineInputKind.TimerTick || order.Terms.Instrument == input.Instrument || order.Account.Id == input.Command?.Account) return order;
        }

        return null;
    }

    private static void Insert(List<OrderState> orders, OrderState order, long due, Func<OrderState, long> dueOf)
    {
        int index = orders.Count;
        while (index > 0 && dueOf(orders[index - 1]) > due) index--;
        orders.Insert(index, order);
    }
}
