namespace TradingBot.ExchangeSim.Orders;

/// <summary>What has become of an order.</summary>
public enum OrderState
{
    /// <summary>It has not arrived yet.</summary>
    Scheduled = 0,

    /// <summary>It rests, unfilled.</summary>
    Open = 1,

    /// <summary>It rests, filled in part.</summary>
    PartiallyFilled = 2,

    /// <summary>Nothing of it is left.</summary>
    Filled = 3,

    /// <summary>Its sender took back what was left.</summary>
    Cancelled = 4,

    /// <summary>What could not be filled at once was dropped, by its kind or time in force.</summary>
    Expired = 5,

    /// <summary>The venue did not take it.</summary>
    Rejected = 6,
}

/// <summary>Why the venue did not take an order, in its own words: Binance's <c>-1013</c>, KuCoin's <c>400100</c>.</summary>
/// <param name="Code">The venue's error code.</param>
/// <param name="Message">The venue's text.</param>
public sealed record OrderRefusal(string Code, string Message);

/// <summary>One execution of an order.</summary>
/// <param name="TradeId">Id of the trade on the public tape.</param>
/// <param name="Price">In the quote asset.</param>
/// <param name="Quantity">In the base asset.</param>
/// <param name="TimeNs">Simulated time, nanoseconds since 1970.</param>
/// <param name="IsMaker">Whether the order was resting.</param>
/// <param name="UpdateId">The book's update id that the trade caused.</param>
public readonly record struct OrderFill(long TradeId, decimal Price, decimal Quantity, long TimeNs, bool IsMaker, long UpdateId);

/// <summary>Where a resting order stands at its price.</summary>
/// <param name="OrdersAhead">Orders that are filled before it.</param>
/// <param name="QuantityAhead">What they have left, in the base asset.</param>
/// <param name="QuantityAtLevel">All that rests at the price, its own included.</param>
public readonly record struct QueuePosition(int OrdersAhead, decimal QuantityAhead, decimal QuantityAtLevel);

/// <summary>A place in the queue and since when; nanoseconds since 1970.</summary>
/// <param name="TimeNs">When it came to stand there.</param>
/// <param name="Position">Where.</param>
public readonly record struct QueueStep(long TimeNs, QueuePosition Position);

/// <summary>An order as it stands. Times in simulated nanoseconds since 1970, amounts in the base asset.</summary>
/// <param name="Id">The order's id, unique over both venues.</param>
/// <param name="VenueOrderId">The id that the venue's streams show it under, once it has arrived.</param>
/// <param name="Ticket">As it was sent or last amended.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Refusal">Why it was rejected, or why its last amendment was.</param>
/// <param name="ArrivesNs">When it reaches or reached the matching engine.</param>
/// <param name="EndedNs">When it was filled, cancelled, expired or rejected.</param>
/// <param name="UpdateIdAtArrival">The book's last update id before it changed anything.</param>
/// <param name="Filled">Sum of its fills.</param>
/// <param name="Remaining">What still rests.</param>
/// <param name="QueueAtArrival">Its place when it came to rest, the last time that it had to queue anew.</param>
/// <param name="Queue">Its place now.</param>
/// <param name="Fills">Its executions in order.</param>
/// <param name="QueueTrace">Its places over time, where the ticket asks for them: the first 10,000.</param>
public sealed record OrderReport(
    long Id,
    long? VenueOrderId,
    OrderTicket Ticket,
    OrderState State,
    OrderRefusal? Refusal,
    long ArrivesNs,
    long? EndedNs,
    long? UpdateIdAtArrival,
    decimal Filled,
    decimal Remaining,
    QueuePosition? QueueAtArrival,
    QueuePosition? Queue,
    IReadOnlyList<OrderFill> Fills,
    IReadOnlyList<QueueStep> QueueTrace);
