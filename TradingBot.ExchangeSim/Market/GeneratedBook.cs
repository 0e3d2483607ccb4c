using TradingBot.ExchangeSim.Matching;
using TradingBot.ExchangeSim.Orders;

namespace TradingBot.ExchangeSim.Market;

/// <summary>Runs orders through the matching engine and makes public what the public may see of it: levels and trades, not orders.</summary>
internal sealed class GeneratedBook(PublicMarket market, MatchingEngine engine)
{
    /// <summary>Guests' ids are counted apart, so that those of the agents are the same with and without guests.</summary>
    private const long FirstGuestId = 1L << 40;

    private readonly Dictionary<long, GuestOrder> _guests = [];
    private long _lastOrderId;
    private long _lastGuestId = FirstGuestId - 1;

    public PublicMarket Market { get; } = market;

    public MatchingEngine Engine { get; } = engine;

    /// <summary>Orders placed and cancelled since the start.</summary>
    public long Operations { get; private set; }

    /// <summary>Price in ticks, quantity in lots.</summary>
    public void PlaceLimit(long timeNs, Side side, long price, long quantity)
    {
        long id = ++_lastOrderId;
        PlaceOutcome outcome = Engine.PlaceLimit(id, side, price, quantity);
        if (outcome != PlaceOutcome.Accepted)
            throw new InvalidOperationException($"The order flow placed an invalid order ({outcome}): {side} {quantity} lots at {price} ticks.");
        Operations++;
        Market.Begin(timeNs);
        PublishFills(side, id, timeNs);
        if (Engine.TryOrder(id, out _))
            PublishLevel(side, price);
        End(timeNs);
    }

    public void PlaceMarket(long timeNs, Side side, long quantity)
    {
        long id = ++_lastOrderId;
        PlaceOutcome outcome = Engine.PlaceMarket(id, side, quantity, out _);
        if (outcome != PlaceOutcome.Accepted)
            throw new InvalidOperationException($"The order flow placed an invalid order ({outcome}): {side} {quantity} lots.");
        Operations++;
        Market.Begin(timeNs);
        PublishFills(side, id, timeNs);
        End(timeNs);
    }

    public void Cancel(long timeNs, long id)
    {
        if (!Engine.Cancel(id, out RestingOrder cancelled))
            throw new InvalidOperationException($"The order flow cancelled order {id}, which is not live.");
        Operations++;
        Market.Begin(timeNs);
        PublishLevel(cancelled.Side, cancelled.Price);
        End(timeNs);
    }

    /// <summary>Places a guest's order: what is not matched at once rests, or is dropped. Price in ticks, quantity in lots.</summary>
    public void PlaceGuest(long timeNs, GuestOrder order, long limit, long quantity, bool rests)
    {
        long id = ++_lastGuestId;
        Side side = order.Ticket.Side;
        order.MatchingId = id;
        _guests.Add(id, order);
        PlaceOutcome outcome = rests ? Engine.PlaceGuestLimit(id, side, limit, quantity) : Engine.PlaceImmediate(id, side, limit, quantity, out _);
        if (outcome != PlaceOutcome.Accepted)
            throw new InvalidOperationException($"An invalid order of a guest was let through ({outcome}): {side} {quantity} lots at {limit} ticks.");
        Operations++;
        Market.Begin(timeNs);
        order.UpdateIdAtArrival = Market.UpdateId;
        PublishFills(side, id, timeNs);
        if (Engine.TryOrder(id, out _))
            PublishLevel(side, limit);
        else
            _guests.Remove(id);
        End(timeNs);
    }

    public void CancelGuest(long timeNs, GuestOrder order)
    {
        Cancel(timeNs, order.MatchingId);
        _guests.Remove(order.MatchingId);
    }

    /// <summary>Lowers what is left of a guest's order, which keeps its place.</summary>
    public void ReduceGuest(long timeNs, GuestOrder order, long quantity)
    {
        if (!Engine.Reduce(order.MatchingId, quantity) || !Engine.TryOrder(order.MatchingId, out RestingOrder reduced))
            throw new InvalidOperationException($"Order {order.MatchingId} of a guest is not live, or not above {quantity} lots.");
        Operations++;
        Market.Begin(timeNs);
        PublishLevel(reduced.Side, reduced.Price);
        End(timeNs);
    }

    private void End(long timeNs)
    {
        Market.End();
        foreach (GuestOrder guest in _guests.Values)
            guest.TraceQueue(timeNs);
    }

    private void PublishFills(Side takerSide, long takerId, long timeNs)
    {
        Instrument instrument = Market.Instrument;
        Side makerSide = takerSide.Opposite();
        foreach (ref readonly Fill fill in Engine.Fills)
        {
            long price = fill.Price * instrument.TickUnits;
            long quantity = fill.Quantity * instrument.LotUnits;
            Market.ChangeLevel(makerSide, price, Market.Book[makerSide].QuantityAt(price) - quantity);
            Market.AddTrade(price, quantity, takerSide == Side.Sell, timeNs, timeNs, fill.MakerOrderId, takerId);
            if (_guests.Count != 0)
                TellGuests(in fill, takerId, timeNs);
        }
    }

    private void TellGuests(in Fill fill, long takerId, long timeNs)
    {
        long tradeId = Market.NextTradeId - 1;
        if (_guests.TryGetValue(fill.MakerOrderId, out GuestOrder? maker))
            maker.AddFill(in fill, tradeId, Market.UpdateId, timeNs, isMaker: true);
        if (fill.MakerDone)
            _guests.Remove(fill.MakerOrderId);
        if (_guests.TryGetValue(takerId, out GuestOrder? taker))
            taker.AddFill(in fill, tradeId, Market.UpdateId, timeNs, isMaker: false);
    }

    private void PublishLevel(Side side, long price) =>
        Market.ChangeLevel(side, price * Market.Instrument.TickUnits, Engine.QuantityAt(price) * Market.Instrument.LotUnits);
}
