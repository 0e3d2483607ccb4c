using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;

namespace TradingBot.Engine.Orders;

/// <summary>An open order. The first half is account state, changed only by events; the second is derived from the market.</summary>
internal sealed class OrderState(AccountState account, OrderTerms terms, string lockedAsset, Money locked, long acceptedTimeNs)
{
    internal AccountState Account { get; } = account;

    /// <summary>What it asks for; only an amendment changes it.</summary>
    internal OrderTerms Terms { get; set; } = terms;

    internal string LockedAsset { get; } = lockedAsset;

    internal long AcceptedTimeNs { get; } = acceptedTimeNs;

    internal OrderStatus Status { get; set; } = OrderLifecycle.Next(OrderStatus.New, OrderTrigger.Accept);

    internal Quantity Remaining { get; set; } = terms.Quantity;

    internal Money Locked { get; set; } = locked;

    /// <summary>When it was sent: when it was accepted, or amended so that it joined again.</summary>
    internal long SentTimeNs { get; set; } = acceptedTimeNs;

    /// <summary>How often it has been amended.</summary>
    internal int Amends { get; set; }

    /// <summary>How often it has been amended without losing its place, since it joined.</summary>
    internal int AmendsInPlace { get; set; }

    /// <summary>What of it was taken away because it would have traded with another order of its account.</summary>
    internal Quantity Prevented { get; set; }

    /// <summary>What its executions brought of the base asset, net of fees charged in it; a buy's.</summary>
    internal Money Received { get; set; }

    /// <summary>What of an iceberg order the book shows still: derived from the market. All of another order.</summary>
    internal Quantity Shown { get; set; }

    /// <summary>Sum of the executions' notionals.</summary>
    internal Money ExecutedNotional { get; set; }

    /// <summary>Whether it works: an order without a trigger does from the start.</summary>
    internal bool IsTriggered { get; set; } = terms.Trigger is null;

    /// <summary>Whether it has met its venue.</summary>
    internal bool HasArrived { get; set; } = terms.ArrivesAtNs == 0;

    /// <summary>When a cancel that is under way takes effect; 0 where none is.</summary>
    internal long CancelAtNs { get; set; }

    /// <summary>Why that cancel was sent.</summary>
    internal OrderEndReason CancelReason { get; set; }

    /// <summary>The best price so far that the journal knows of a trailing stop; not valid before its activation.</summary>
    internal Price TrailedTo { get; set; }

    /// <summary>The best price so far of a trailing stop, seen between journal entries too: derived from the market.</summary>
    internal Price Extreme { get; set; }

    /// <summary>When <see cref="TrailedTo"/> was last written to the journal, so that it is not written too often.</summary>
    internal long TrailedTimeNs { get; set; }

    /// <summary>Whether it is in its market's list of orders that wait for their trigger.</summary>
    internal bool IsWaiting { get; set; }

    /// <summary>Whether it is in its market's list of resting orders.</summary>
    internal bool IsResting { get; set; }

    /// <summary>Its place at its price.</summary>
    internal QueuePlace Queue;

    /// <summary>Market time at which it joined: earlier trades did not meet it.</summary>
    internal long JoinedTimeNs { get; set; }

    /// <summary>Book update that the queue was last read from.</summary>
    internal long BookUpdateId { get; set; }

    /// <summary>Where its trigger stands now; none where it has none, or does not follow the price yet.</summary>
    internal Price? TriggerLevel => Terms.Trigger switch
    {
        null => null,
        { IsTrailing: false } trigger => trigger.Price,
        { } trailing => Extreme.IsValid ? trailing.LevelBehind(Extreme) : null,
    };

    /// <summary>How long it was under way.</summary>
    internal long LatencyNs => Terms.ArrivesAtNs == 0 ? 0 : Terms.ArrivesAtNs - SentTimeNs;

    internal bool IsOpen => Status is OrderStatus.Open or OrderStatus.PartiallyFilled;

    /// <summary>The other open order of its pair; none where it is in none, or the other has ended.</summary>
    internal OrderState? OtherOfPair()
    {
        if (Terms.ListId is not { } list) return null;
        foreach (OrderState other in Account.OpenOrders)
            if (other != this && other.Terms.ListId == list) return other;
        return null;
    }

    /// <summary>Shows what it may show: as much as it wants seen, or all that is left.</summary>
    internal void Show() => Shown = Terms.DisplayQuantity is { } display ? Quantity.Min(display, Remaining) : Remaining;

    internal bool QueueIsKnown => Queue.IsKnown;

    /// <summary>Forgets what was read from a market that is gone: it joins the next one as a newcomer.</summary>
    internal void ForgetMarket()
    {
        Queue = default;
        JoinedTimeNs = 0;
        BookUpdateId = 0;
    }

    /// <summary>Takes notice of what its level shows now.</summary>
    internal void SeeLevel(long shown, long marketTimeNs, long bookUpdateId)
    {
        BookUpdateId = bookUpdateId;
        if (!QueueIsKnown) JoinedTimeNs = Math.Max(JoinedTimeNs, marketTimeNs);
        Queue.SeeLevel(Account.Model.Queue, shown, marketTimeNs);
    }
}
