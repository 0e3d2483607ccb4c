using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Executions;

/// <summary>Fills resting orders from trades that reach them, and from nothing else.</summary>
/// <remarks>
/// Pessimistic queue: an order joins behind all that its level shows. Trades at its price shorten the queue; cancellations ahead are
/// not seen, but never more can be ahead than the level shows. A trade that the venue dates no later than the book that was last read
/// is in that book already, so it shortens the queue counted by trades only, not what the book leaves of it: no trade counts twice.
/// </remarks>
internal sealed class TapeMatcher(EngineSession session, OrderDesk desk)
{
    internal const string Model = "queue-pessimistic/1";

    private readonly List<OrderState> _reached = [];

    internal void Match(Market market, in TradePrint trade)
    {
        if (!market.IsUsable || !session.MayFill) return;
        bool buys = market.Buys.IsReachedBy(trade.Price);
        bool sells = market.Sells.IsReachedBy(trade.Price);
        if (!buys && !sells) return;
        _reached.Clear();
        if (buys) market.Buys.CollectReached(trade.Price, _reached);
        if (sells) market.Sells.CollectReached(trade.Price, _reached);
        foreach (OrderState order in _reached) Reach(market, order, trade);
    }

    private void Reach(Market market, OrderState order, in TradePrint trade)
    {
        // What happened at the venue before the order was there did not meet it.
        if (trade.ExchangeTimeNs <= order.JoinedTimeNs) return;
        bool isThrough = trade.Price != order.Terms.LimitPrice!.Value;
        // A taker on the order's own side traded with the other side of the book.
        if (!isThrough && (trade.TakerSide == order.Terms.Side || !order.QueueIsKnown)) return;
        Quantity? before = order.QueueIsKnown ? new(order.EffectiveQueue) : null;
        long ahead = 0;
        if (!isThrough)
        {
            ahead = trade.ExchangeTimeNs <= order.LevelTimeNs ? order.QueueAhead : order.EffectiveQueue;
            before = new(ahead);
        }

        order.QueueAhead = isThrough ? 0 : Math.Max(0, ahead - trade.Quantity.Units);
        long quantity = Math.Min(trade.Quantity.Units - ahead - Used(order.Account), order.Remaining.Units);
        if (quantity <= 0) return;
        order.Account.TradeQuantityUsed += quantity;
        desk.FillResting(market, order, new(quantity), new ExecutionEvidence
        {
            BookUpdateId = order.BookUpdateId,
            TradeId = trade.TradeId,
            QueueAheadBefore = before,
            QueueAheadAfter = new(order.EffectiveQueue),
            ExchangeTimeNs = trade.ExchangeTimeNs,
            ReceiveTimeNs = session.TimeNs,
            Model = Model,
        });
    }

    // A trade's quantity is there once for all resting orders of an account.
    private long Used(AccountState account)
    {
        if (account.TradeSequence == session.Sequence) return account.TradeQuantityUsed;
        account.TradeSequence = session.Sequence;
        return account.TradeQuantityUsed = 0;
    }
}
