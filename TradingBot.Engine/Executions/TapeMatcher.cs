using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Executions;

/// <summary>Fills resting orders from trades that reach them and, where the account's model says so, from liquidity of the other side that would have met them.</summary>
/// <remarks>
/// An order joins behind all that its level shows; how the queue shortens is <see cref="QueuePlace"/>. A trade's quantity, and what a book
/// level shows, is there once per account.
/// </remarks>
internal sealed class TapeMatcher(EngineSession session, OrderDesk desk)
{
    internal const string CrossingModel = "book-crossing/1";

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

    /// <summary>Looks whether the book shows at a resting order's price what would have met the order at the venue.</summary>
    internal void MatchBook(Market market)
    {
        if (market.Buys.Count == 0 && market.Sells.Count == 0) return;
        if (!market.IsUsable || !session.MayFill) return;
        MatchBook(market, market.Buys, market.Book.Asks);
        MatchBook(market, market.Sells, market.Book.Bids);
    }

    /// <summary>Name and version of a queue model's rules, such as <c>queue-pessimistic/1</c>.</summary>
    internal static string ModelOf(QueueModel queue) => queue switch
    {
        QueueModel.Pessimistic => "queue-pessimistic/1",
        QueueModel.Proportional => "queue-proportional/1",
        QueueModel.Square => "queue-square/1",
        QueueModel.Cube => "queue-cube/1",
        QueueModel.SquareOfShareBehind => "queue-square-behind/1",
        QueueModel.CubeOfShareBehind => "queue-cube-behind/1",
        QueueModel.SquareOfShareAhead => "queue-square-ahead/1",
        QueueModel.CubeOfShareAhead => "queue-cube-ahead/1",
        QueueModel.Logarithmic => "queue-logarithmic/1",
        QueueModel.LogarithmicOfWhole => "queue-logarithmic-whole/1",
        QueueModel.Front => "queue-front/1",
        _ => throw new InvariantViolationException($"unknown queue model {queue}"),
    };

    private void Reach(Market market, OrderState order, in TradePrint trade)
    {
        // What happened at the venue before the order was there did not meet it.
        if (trade.ExchangeTimeNs <= order.JoinedTimeNs) return;
        bool isThrough = trade.Price != order.Terms.LimitPrice!.Value;
        // A taker on the order's own side traded with the other side of the book.
        if (!isThrough && (trade.TakerSide == order.Terms.Side || !order.QueueIsKnown)) return;
        Quantity? before = order.QueueIsKnown ? new(isThrough ? order.Queue.Ahead : order.Queue.AheadAt(trade.ExchangeTimeNs)) : null;
        long ahead = isThrough ? 0 : before!.Value.Units;
        if (isThrough) order.Queue.SeeThrough();
        else order.Queue.SeeTrade(trade.Quantity.Units, trade.ExchangeTimeNs);
        // A trade at the price meets what an iceberg order shows; one through the price has met all of it.
        Quantity reachable = isThrough ? order.Remaining : Quantity.Min(order.Shown, order.Remaining);
        long quantity = Math.Min(trade.Quantity.Units - ahead - Used(order.Account), reachable.Units);
        if (quantity <= 0) return;
        order.Account.TradeQuantityUsed += quantity;
        desk.FillResting(market, order, new(quantity), new ExecutionEvidence
        {
            BookUpdateId = order.BookUpdateId,
            TradeId = trade.TradeId,
            QueueAheadBefore = before,
            QueueAheadAfter = new(order.Queue.Ahead),
            ExchangeTimeNs = trade.ExchangeTimeNs,
            ReceiveTimeNs = session.TimeNs,
            Model = ModelOf(order.Account.Model.Queue),
            ExecutionModel = order.Account.Model.Text,
            LatencyNs = order.LatencyNs,
        });
        if (order.Terms.DisplayQuantity is null) return;
        order.Shown -= Quantity.Min(order.Shown, new(quantity));
        if (order.IsOpen && order.Shown.IsZero) market.ShowNext(order);
    }

    private void MatchBook(Market market, RestingOrders resting, BookSide levels)
    {
        if (resting.Count == 0 || levels.Count == 0 || !resting.IsReachedBy(levels.Best)) return;
        _reached.Clear();
        resting.CollectReached(levels.Best, _reached);
        foreach (OrderState order in _reached)
            if (order.Account.Model.MakesFromBook && market.Book.TimeNs > order.JoinedTimeNs) Make(market, order, levels);
    }

    // The other side's liquidity came to an order that was there first: it trades at the order's price.
    private void Make(Market market, OrderState order, BookSide levels)
    {
        Side bookSide = order.Terms.Side == Side.Buy ? Side.Sell : Side.Buy;
        Price limit = order.Terms.LimitPrice!.Value;
        for (int depth = 0; depth < levels.Count && !order.Remaining.IsZero; depth++)
        {
            BookLevel level = levels.At(depth);
            if (bookSide == Side.Sell ? level.Price > limit : level.Price < limit) return;
            long quantity = Math.Min(market.Takeable(order.Account, bookSide, level), order.Remaining.Units);
            if (quantity <= 0) continue;
            market.Taken.Take(order.Account, bookSide, level, new(quantity));
            Quantity? before = order.QueueIsKnown ? new(order.Queue.Ahead) : null;
            order.Queue.SeeThrough();
            desk.FillResting(market, order, new(quantity), new ExecutionEvidence
            {
                BookUpdateId = market.Book.LastUpdateId,
                QueueAheadBefore = before,
                QueueAheadAfter = Quantity.Zero,
                LevelPrice = level.Price,
                LevelQuantity = level.Quantity,
                ExchangeTimeNs = market.Book.TimeNs,
                ReceiveTimeNs = session.TimeNs,
                Model = CrossingModel,
                ExecutionModel = order.Account.Model.Text,
                LatencyNs = order.LatencyNs,
            });
        }
    }

    // A trade's quantity is there once for all resting orders of an account.
    private long Used(AccountState account)
    {
        if (account.TradeSequence == session.Sequence) return account.TradeQuantityUsed;
        account.TradeSequence = session.Sequence;
        return account.TradeQuantityUsed = 0;
    }
}
