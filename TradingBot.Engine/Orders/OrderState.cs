using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Orders;

/// <summary>An open order. The first half is account state, changed only by events; the second is derived from the market.</summary>
internal sealed class OrderState(AccountState account, OrderTerms terms, string lockedAsset, Money locked, long acceptedTimeNs)
{
    internal const long UnknownQueue = -1;

    internal AccountState Account { get; } = account;

    internal OrderTerms Terms { get; } = terms;

    internal string LockedAsset { get; } = lockedAsset;

    internal long AcceptedTimeNs { get; } = acceptedTimeNs;

    internal OrderStatus Status { get; set; } = OrderLifecycle.Next(OrderStatus.New, OrderTrigger.Accept);

    internal Quantity Remaining { get; set; } = terms.Quantity;

    internal Money Locked { get; set; } = locked;

    /// <summary>Sum of the executions' notionals.</summary>
    internal Money ExecutedNotional { get; set; }

    /// <summary>Whether it is in its market's list of resting orders.</summary>
    internal bool IsResting { get; set; }

    /// <summary>Quantity ahead on arrival less the trades at its price since; <see cref="UnknownQueue"/> as long as its level was not seen.</summary>
    internal long QueueAhead { get; set; } = UnknownQueue;

    /// <summary>The least that its level showed since arrival: no more can be ahead.</summary>
    internal long LevelShown { get; set; } = long.MaxValue;

    /// <summary>Market time of the book that <see cref="LevelShown"/> was read from: trades up to then are in it already.</summary>
    internal long LevelTimeNs { get; set; }

    /// <summary>Market time at which it joined: earlier trades did not meet it.</summary>
    internal long JoinedTimeNs { get; set; }

    /// <summary>Book update that the queue was last read from.</summary>
    internal long BookUpdateId { get; set; }

    internal bool QueueIsKnown => QueueAhead != UnknownQueue;

    /// <summary>What is ahead of it at most.</summary>
    internal long EffectiveQueue => Math.Min(QueueAhead, LevelShown);

    /// <summary>Takes notice of what its level shows now.</summary>
    internal void SeeLevel(long shown, long marketTimeNs, long bookUpdateId)
    {
        BookUpdateId = bookUpdateId;
        if (!QueueIsKnown)
        {
            QueueAhead = shown;
            JoinedTimeNs = Math.Max(JoinedTimeNs, marketTimeNs);
        }

        if (shown >= LevelShown) return;
        LevelShown = shown;
        LevelTimeNs = marketTimeNs;
    }
}
