using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Recovery;

namespace TradingBot.Engine.Orders;

/// <summary>Watches prices for conditional orders, sets them off, and has them work as soon as their market can be used.</summary>
/// <remarks>
/// A trigger is a fact of the tape: it is seen on the first price at or beyond it, however far a gap has gone, and also while the book is not
/// usable. The order then waits, triggered, and meets the first book that is. A trailing stop's best price is written to the journal at most
/// once a second, so after a restart it may have forgotten the last second of following.
/// </remarks>
internal sealed class TriggerDesk(EngineSession session, OrderDesk desk)
{
    private const long TrailIntervalNs = 1_000_000_000;

    private readonly List<OrderState> _awake = [];

    internal void SeeTrade(Market market, in TradePrint trade)
    {
        // Until a new world has shown its first book, its trades may be of the time when the markets were another's.
        if (market.WaitingForTrades.Count == 0 || market.IsReset) return;
        _awake.Clear();
        market.WaitingForTrades.CollectAwake(trade.Price, _awake);
        foreach (OrderState order in _awake)
            if (trade.ExchangeTimeNs > order.JoinedTimeNs) See(market, order, trade.Price, trade.TradeId);
        if (_awake.Count > 0) market.WaitingForTrades.FindBounds();
    }

    /// <summary>Lets a trade set off those orders of an account that were there when the venue traded.</summary>
    /// <returns>How many it set off.</returns>
    internal int SeeMissed(Market market, AccountState account, in TradePrint trade)
    {
        _awake.Clear();
        foreach (OrderState order in account.OpenOrders)
            if (order.IsWaiting && order.Terms.Instrument == market.Id && order.Terms.Trigger!.Source == TriggerSource.LastTrade && RecoveryDesk.Concerns(order, trade)) _awake.Add(order);
        int before = market.Triggered.Count;
        foreach (OrderState order in _awake) See(market, order, trade.Price, trade.TradeId);
        if (_awake.Count > 0) market.WaitingForTrades.FindBounds();
        return market.Triggered.Count - before;
    }

    /// <summary>Looks at the best prices, and lets triggered orders work that had to wait for the market.</summary>
    internal void SeeBook(Market market)
    {
        if (!market.IsUsable) return;
        SeeBest(market, market.WaitingForAsks, market.Book.Asks);
        SeeBest(market, market.WaitingForBids, market.Book.Bids);
        Work(market);
    }

    /// <summary>Lets triggered orders of a market work, if it can be used now.</summary>
    internal void Work(Market market)
    {
        if (market.Triggered.Count == 0 || !market.IsUsable || !session.MayFill) return;
        while (market.Triggered.Count > 0)
        {
            OrderState order = market.Triggered[0];
            market.Triggered.RemoveAt(0);
            desk.WorkTriggered(market, order);
        }
    }

    private void SeeBest(Market market, WaitingOrders waiting, BookSide side)
    {
        if (waiting.Count == 0 || side.Count == 0) return;
        Price best = side.Best;
        _awake.Clear();
        waiting.CollectAwake(best, _awake);
        foreach (OrderState order in _awake) See(market, order, best, tradeId: null);
        if (_awake.Count > 0) waiting.FindBounds();
    }

    private void See(Market market, OrderState order, Price price, long? tradeId)
    {
        // What an order set off before it in the same breath did may have ended it.
        if (!order.IsWaiting) return;
        TriggerTerms trigger = order.Terms.Trigger!;
        if (trigger.IsTrailing) Follow(order, trigger, price);
        if (order.TriggerLevel is { } level && trigger.IsReached(price, level)) Trigger(market, order, price, tradeId);
    }

    private void Follow(OrderState order, TriggerTerms trigger, Price price)
    {
        bool falls = trigger.Direction == TriggerDirection.FallsTo;
        bool isBetter = order.Extreme.IsValid
            ? falls ? price > order.Extreme : price < order.Extreme
            : falls ? price >= trigger.ActivationPrice!.Value : price <= trigger.ActivationPrice!.Value;
        if (!isBetter) return;
        bool isActivated = !order.Extreme.IsValid;
        order.Extreme = price;
        if (!isActivated && session.TimeNs - order.TrailedTimeNs < TrailIntervalNs) return;
        session.Emit(order.Account, new OrderTrailed
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = order.Terms.OrderId,
            Instrument = order.Terms.Instrument,
            BestPrice = price,
            TriggerPrice = trigger.LevelBehind(price),
        });
    }

    private void Trigger(Market market, OrderState order, Price price, long? tradeId)
    {
        market.WaitingFor(order).Remove(order);
        session.Emit(order.Account, new OrderTriggered
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = order.Terms.OrderId,
            Price = price,
            TradeId = tradeId,
        });
        desk.TakeOver(order);
        market.Triggered.Add(order);
    }
}
