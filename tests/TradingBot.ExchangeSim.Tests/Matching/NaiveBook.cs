using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Tests.Matching;

/// <summary>The rules of price-time priority in their plainest form: one list of orders, searched from end to end for every match.</summary>
internal sealed class NaiveBook
{
    private readonly List<NaiveOrder> _orders = [];
    private long _arrivals;

    public IReadOnlyList<NaiveOrder> Orders => _orders;

    public List<Fill> PlaceLimit(long id, Side side, long price, long quantity)
    {
        var order = new NaiveOrder(id, side, price, _arrivals++) { Quantity = quantity };
        List<Fill> fills = Match(order);
        if (order.Quantity > 0)
            _orders.Add(order);
        return fills;
    }

    public List<Fill> PlaceMarket(long id, Side side, long quantity, out long unfilled)
    {
        var order = new NaiveOrder(id, side, side == Side.Buy ? long.MaxValue : 0, _arrivals++) { Quantity = quantity };
        List<Fill> fills = Match(order);
        unfilled = order.Quantity;
        return fills;
    }

    public bool Cancel(long id) => _orders.RemoveAll(order => order.Id == id) == 1;

    public long QuantityAt(long price) => _orders.Where(order => order.Price == price).Sum(order => order.Quantity);

    private List<Fill> Match(NaiveOrder taker)
    {
        var fills = new List<Fill>();
        while (taker.Quantity > 0)
        {
            NaiveOrder? maker = _orders
                .Where(order => order.Side != taker.Side && (taker.Side == Side.Buy ? order.Price <= taker.Price : order.Price >= taker.Price))
                .OrderBy(order => taker.Side == Side.Buy ? order.Price : -order.Price)
                .ThenBy(order => order.Arrival)
                .FirstOrDefault();
            if (maker is null)
                break;
            long quantity = Math.Min(taker.Quantity, maker.Quantity);
            taker.Quantity -= quantity;
            maker.Quantity -= quantity;
            fills.Add(new Fill(maker.Id, maker.Price, quantity, maker.Quantity == 0));
            if (maker.Quantity == 0)
                _orders.Remove(maker);
        }
        return fills;
    }
}

internal sealed record NaiveOrder(long Id, Side Side, long Price, long Arrival)
{
    public long Quantity { get; set; }
}
