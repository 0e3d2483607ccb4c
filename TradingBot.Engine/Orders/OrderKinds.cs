namespace TradingBot.Engine.Orders;

/// <summary>What the types of orders and times in force have in common.</summary>
internal static class OrderKinds
{
    /// <summary>Whether it waits for a trigger before it works.</summary>
    internal static bool IsConditional(this OrderType type) =>
        type is OrderType.Stop or OrderType.StopLimit or OrderType.TakeProfit or OrderType.TakeProfitLimit or OrderType.TrailingStop;

    /// <summary>Whether it has a worst price of its own.</summary>
    internal static bool HasLimit(this OrderType type) => type is OrderType.Limit or OrderType.StopLimit or OrderType.TakeProfitLimit;

    /// <summary>Whether what is not executed at once may stay in the book.</summary>
    internal static bool MayRest(this TimeInForce timeInForce) =>
        timeInForce is TimeInForce.GoodTillCancel or TimeInForce.PostOnly or TimeInForce.GoodTillDate;

    /// <summary>Whether an order may be open after the input that brought it.</summary>
    internal static bool MayStayOpen(OrderType type, TimeInForce timeInForce) => type.IsConditional() || (type.HasLimit() && timeInForce.MayRest());
}
