using TradingBot.Engine.Amounts;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.MarketData;

/// <summary>Resting orders of all accounts on one side of one market: best price first, within a price in order of arrival.</summary>
internal sealed class RestingOrders(Side side)
{
    private readonly bool _buys = side == Side.Buy;
    private readonly List<OrderState> _orders = [];

    // No order whose queue is unknown has a better price than this; the book is asked again only when it reaches so deep.
    private long _bestUnknownKey = long.MaxValue;

    internal int Count => _orders.Count;

    internal OrderState this[int index] => _orders[index];

    internal void Add(OrderState order)
    {
        long key = KeyOf(order);
        int low = 0;
        int high = _orders.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (KeyOf(_orders[middle]) <= key) low = middle + 1;
            else high = middle;
        }

        _orders.Insert(low, order);
        order.IsResting = true;
        _bestUnknownKey = Math.Min(_bestUnknownKey, key);
    }

    internal void Remove(OrderState order)
    {
        Invariant.Holds(_orders.Remove(order));
        order.IsResting = false;
    }

    /// <summary>Whether a trade at <paramref name="price"/> reaches the best of them.</summary>
    internal bool IsReachedBy(Price price) => _orders.Count > 0 && KeyOf(_orders[0]) <= KeyOf(price);

    /// <summary>Adds those that a trade at <paramref name="price"/> reaches to <paramref name="reached"/>, in price-time order.</summary>
    internal void CollectReached(Price price, List<OrderState> reached)
    {
        long key = KeyOf(price);
        for (int index = 0; index < _orders.Count && KeyOf(_orders[index]) <= key; index++) reached.Add(_orders[index]);
    }

    /// <summary>Tells those at <paramref name="price"/> what their level shows.</summary>
    internal void SeeLevel(Price price, long shown, OrderBook book)
    {
        long key = KeyOf(price);
        if (_orders.Count == 0 || key < KeyOf(_orders[0]) || key > KeyOf(_orders[^1])) return;
        for (int index = FirstAt(key); index < _orders.Count && KeyOf(_orders[index]) == key; index++)
            _orders[index].SeeLevel(shown, book.TimeNs, book.LastUpdateId);
    }

    /// <summary>Tells all of them what their levels show, where the book reaches so deep.</summary>
    internal void SeeBook(OrderBook book)
    {
        BookSide levels = book.Of(_buys ? Side.Buy : Side.Sell);
        for (int index = 0; index < _orders.Count; index++)
        {
            OrderState order = _orders[index];
            if (levels.TryQuantityAt(order.Terms.LimitPrice!.Value, out long shown)) order.SeeLevel(shown, book.TimeNs, book.LastUpdateId);
        }
    }

    /// <summary>Tells those whose queue is not known yet what their levels show, where the book reaches so deep by now.</summary>
    internal void SeeUnknown(OrderBook book)
    {
        BookSide levels = book.Of(_buys ? Side.Buy : Side.Sell);
        if (levels.Count > 0 && KeyOf(levels.Deepest) < _bestUnknownKey) return;
        _bestUnknownKey = long.MaxValue;
        for (int index = 0; index < _orders.Count; index++)
        {
            OrderState order = _orders[index];
            if (order.QueueIsKnown) continue;
            if (levels.TryQuantityAt(order.Terms.LimitPrice!.Value, out long shown)) order.SeeLevel(shown, book.TimeNs, book.LastUpdateId);
            else _bestUnknownKey = Math.Min(_bestUnknownKey, KeyOf(order));
        }
    }

    /// <summary>What the venue dates up to <paramref name="marketTimeNs"/> happened before any of them was there.</summary>
    internal void JoinNoEarlierThan(long marketTimeNs)
    {
        foreach (OrderState order in _orders) order.JoinedTimeNs = Math.Max(order.JoinedTimeNs, marketTimeNs);
    }

    private int FirstAt(long key)
    {
        int low = 0;
        int high = _orders.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (KeyOf(_orders[middle]) < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // Smaller keys are better prices.
    private long KeyOf(OrderState order) => KeyOf(order.Terms.LimitPrice!.Value);

    private long KeyOf(Price price) => _buys ? -price.Units : price.Units;
}
