using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Market;

/// <summary>Runs orders through the matching engine and makes public what the public may see of it: levels and trades, not orders.</summary>
internal sealed class GeneratedBook(PublicMarket market, MatchingEngine engine)
{
    private long _lastOrderId;

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
        Market.End();
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
        Market.End();
    }

    public void Cancel(long timeNs, long id)
    {
        if (!Engine.Cancel(id, out RestingOrder cancelled))
            throw new InvalidOperationException($"The order flow cancelled order {id}, which is not live.");
        Operations++;
        Market.Begin(timeNs);
        PublishLevel(cancelled.Side, cancelled.Price);
        Market.End();
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
        }
    }

    private void PublishLevel(Side side, long price) =>
        Market.ChangeLevel(side, price * Market.Instrument.TickUnits, Engine.QuantityAt(price) * Market.Instrument.LotUnits);
}
