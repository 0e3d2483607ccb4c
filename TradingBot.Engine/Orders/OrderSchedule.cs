using TradingBot.Engine.Executions;

namespace TradingBot.Engine.Orders;

/// <summary>What is to happen to orders at a time: they arrive, a cancel takes effect, they end.</summary>
internal sealed class OrderSchedule(OrderTransit transit, OrderExpiry expiry)
{
    /// <summary>Has an order of the journal arrive, its cancel take effect, and itself end when its time is over.</summary>
    internal void Add(OrderState order)
    {
        transit.Add(order);
        expiry.Add(order);
    }

    /// <summary>Forgets what is due for an order, because it has ended, or is another worker's.</summary>
    internal void Remove(OrderState order)
    {
        transit.Remove(order);
        expiry.Remove(order);
    }
}
