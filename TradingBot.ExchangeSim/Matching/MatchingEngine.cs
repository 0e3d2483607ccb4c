namespace TradingBot.ExchangeSim.Matching;

/// <summary>
/// The order book of one instrument, order by order (L3), with strict price-time priority: the best price first, at one price the oldest
/// order first, always at the resting order's price. Prices are whole ticks, quantities whole lots.
/// </summary>
/// <remarks>
/// Invariants: the best bid is below the best ask; a level's quantity is the sum of its orders; no resting order is empty.
/// Orders live in a pool of structs linked by slot numbers, so that a placed, filled or cancelled order allocates nothing once the pool has
/// reached its size. Orders of guests live in slots of their own, so that whoever draws the other orders by slot draws the same ones whether
/// guests are there or not. Not thread-safe: one writer.
/// </remarks>
internal sealed partial class MatchingEngine
{
    private readonly PriceLadder _ladder = new();
    private readonly OrderIndex _index;
    private Order[] _orders;
    private int _slotsUsed;
    private int _freeSlot;
    private Fill[] _fills = new Fill[64];
    private int _fillCount;
    private long _bestBid;
    private long _bestAsk = long.MaxValue;

    /// <param name="orderCapacity">Live orders expected; more are held too, at the price of growing once.</param>
    /// <param name="guestCapacity">Orders of guests that may rest at one time; there is never room for more.</param>
    public MatchingEngine(int orderCapacity = 4096, int guestCapacity = 0)
    {
        _guestSlots = guestCapacity;
        _slotsUsed = guestCapacity + 1;
        _orders = new Order[guestCapacity + Math.Max(orderCapacity, 16)];
        _index = new OrderIndex(orderCapacity);
        for (int slot = guestCapacity; slot > 0; slot--)
            FreeGuest(slot);
    }

    /// <summary>Best bid in ticks, 0 where there is none.</summary>
    public long BestBid => _bestBid;

    /// <summary>Best ask in ticks, <see cref="long.MaxValue"/> where there is none.</summary>
    public long BestAsk => _bestAsk;

    /// <summary>Live orders without those of guests.</summary>
    public int OrderCount { get; private set; }

    /// <summary>Slots that have ever been used, without those of guests: <see cref="TryOrderInSlot"/> takes 1 to this.</summary>
    public int HighestSlot => _slotsUsed - 1 - _guestSlots;

    /// <summary>The fills of the last placed order, in order of execution; good until the next call.</summary>
    public ReadOnlySpan<Fill> Fills => new(_fills, 0, _fillCount);

    public long QuantityAt(long price) => price is < 1 or > PriceLadder.MaxPrice ? 0 : _ladder.QuantityAt(price);

    /// <summary>The next worse occupied bid below <paramref name="price"/>, or 0.</summary>
    public long BidBelow(long price) => _ladder.AtOrBelow(price - 1);

    /// <summary>The next worse occupied ask above <paramref name="price"/>, or 0.</summary>
    public long AskAbove(long price) => _ladder.AtOrAbove(price + 1);

    /// <summary>Places a good-till-cancelled limit order; what is not matched at once rests at its price.</summary>
    public PlaceOutcome PlaceLimit(long id, Side side, long price, long quantity)
    {
        _fillCount = 0;
        PlaceOutcome refusal = Check(id, quantity);
        if (refusal != PlaceOutcome.Accepted)
            return refusal;
        if (price is < 1 or > PriceLadder.MaxPrice)
            return PlaceOutcome.InvalidPrice;
        long rest = side == Side.Buy ? TakeAsks(price, quantity) : TakeBids(price, quantity);
        if (rest > 0)
            Rest(TakeSlot(), id, side, price, rest);
        return PlaceOutcome.Accepted;
    }

    /// <summary>Places an immediate-or-cancel order without a price; <paramref name="unfilled"/> is what the book could not give.</summary>
    public PlaceOutcome PlaceMarket(long id, Side side, long quantity, out long unfilled)
    {
        _fillCount = 0;
        unfilled = quantity;
        PlaceOutcome refusal = Check(id, quantity);
        if (refusal != PlaceOutcome.Accepted)
            return refusal;
        unfilled = side == Side.Buy ? TakeAsks(PriceLadder.MaxPrice, quantity) : TakeBids(1, quantity);
        return PlaceOutcome.Accepted;
    }

    /// <summary>Cancels a resting order; false where the id is not live.</summary>
    public bool Cancel(long id, out RestingOrder cancelled)
    {
        _fillCount = 0;
        int slot = _index.Remove(id);
        if (slot == 0)
        {
            cancelled = default;
            return false;
        }
        ref Order order = ref _orders[slot];
        cancelled = new RestingOrder(order.Id, order.Side, order.Price, order.Quantity);
        Unlink(ref order);
        Free(slot);
        return true;
    }

    public bool TryOrder(long id, out RestingOrder order)
    {
        int slot = _index.Find(id);
        order = slot == 0 ? default : View(slot);
        return slot != 0;
    }

    /// <summary>The order in a slot of the pool, if one lives there: a way to draw a live order at random.</summary>
    public bool TryOrderInSlot(int slot, out RestingOrder order)
    {
        slot += _guestSlots;
        bool live = slot > _guestSlots && slot < _slotsUsed && _orders[slot].Quantity > 0;
        order = live ? View(slot) : default;
        return live;
    }

    /// <summary>The oldest order at a price that is not a guest's, or false.</summary>
    public bool TryOldestAt(long price, out RestingOrder order)
    {
        int slot = QuantityAt(price) > 0 ? _ladder.At(price).Head : 0;
        while (slot != 0 && slot <= _guestSlots)
            slot = _orders[slot].Next;
        order = slot == 0 ? default : View(slot);
        return slot != 0;
    }

    private PlaceOutcome Check(long id, long quantity)
    {
        if (id < 1)
            return PlaceOutcome.InvalidId;
        if (_index.Find(id) != 0)
            return PlaceOutcome.DuplicateId;
        return quantity < 1 ? PlaceOutcome.InvalidQuantity : PlaceOutcome.Accepted;
    }

    private long TakeAsks(long limit, long quantity)
    {
        while (quantity > 0 && _bestAsk <= limit)
        {
            quantity = TakeLevel(_bestAsk, quantity, out bool emptied);
            if (emptied)
            {
                long next = _ladder.AtOrAbove(_bestAsk + 1);
                _bestAsk = next == 0 ? long.MaxValue : next;
            }
        }
        return quantity;
    }

    private long TakeBids(long limit, long quantity)
    {
        while (quantity > 0 && _bestBid >= limit && _bestBid > 0)
        {
            quantity = TakeLevel(_bestBid, quantity, out bool emptied);
            if (emptied)
                _bestBid = _ladder.AtOrBelow(_bestBid - 1);
        }
        return quantity;
    }

    private long TakeLevel(long price, long quantity, out bool emptied)
    {
        ref Level level = ref _ladder.At(price);
        Order[] orders = _orders;
        while (quantity > 0 && level.Head != 0)
        {
            int slot = level.Head;
            ref Order maker = ref orders[slot];
            long taken = Math.Min(quantity, maker.Quantity);
            maker.Quantity -= taken;
            level.Quantity -= taken;
            quantity -= taken;
            AddFill(new Fill(maker.Id, price, taken, maker.Quantity == 0));
            if (maker.Quantity == 0)
            {
                level.Head = maker.Next;
                if (maker.Next == 0)
                    level.Tail = 0;
                else
                    orders[maker.Next].Previous = 0;
                _index.Remove(maker.Id);
                Free(slot);
            }
        }
        emptied = level.Head == 0;
        if (emptied)
            _ladder.Vacate(price);
        return quantity;
    }

    private void Rest(int slot, long id, Side side, long price, long quantity)
    {
        ref Level level = ref _ladder.At(price);
        bool first = level.Tail == 0;
        ref Order order = ref _orders[slot];
        order.Id = id;
        order.Side = side;
        order.Price = price;
        order.Quantity = quantity;
        order.Previous = level.Tail;
        order.Next = 0;
        if (first)
            level.Head = slot;
        else
            _orders[level.Tail].Next = slot;
        level.Tail = slot;
        level.Quantity += quantity;
        if (first)
            _ladder.Occupy(price);
        if (side == Side.Buy)
            _bestBid = Math.Max(_bestBid, price);
        else
            _bestAsk = Math.Min(_bestAsk, price);
        _index.Add(id, slot);
    }

    private void Unlink(ref Order order)
    {
        ref Level level = ref _ladder.At(order.Price);
        if (order.Previous == 0)
            level.Head = order.Next;
        else
            _orders[order.Previous].Next = order.Next;
        if (order.Next == 0)
            level.Tail = order.Previous;
        else
            _orders[order.Next].Previous = order.Previous;
        level.Quantity -= order.Quantity;
        if (level.Head != 0)
            return;
        _ladder.Vacate(order.Price);
        if (order.Price == _bestBid)
            _bestBid = _ladder.AtOrBelow(order.Price - 1);
        else if (order.Price == _bestAsk)
        {
            long next = _ladder.AtOrAbove(order.Price + 1);
            _bestAsk = next == 0 ? long.MaxValue : next;
        }
    }

    private int TakeSlot()
    {
        OrderCount++;
        int slot = _freeSlot;
        if (slot != 0)
        {
            _freeSlot = _orders[slot].Next;
            return slot;
        }
        if (_slotsUsed == _orders.Length)
            Array.Resize(ref _orders, _orders.Length * 2);
        return _slotsUsed++;
    }

    private void Free(int slot)
    {
        if (slot <= _guestSlots)
        {
            FreeGuest(slot);
            return;
        }
        ref Order order = ref _orders[slot];
        order.Quantity = 0;
        order.Next = _freeSlot;
        _freeSlot = slot;
        OrderCount--;
    }

    private void AddFill(in Fill fill)
    {
        if (_fillCount == _fills.Length)
            Array.Resize(ref _fills, _fills.Length * 2);
        _fills[_fillCount++] = fill;
    }

    private RestingOrder View(int slot)
    {
        ref Order order = ref _orders[slot];
        return new RestingOrder(order.Id, order.Side, order.Price, order.Quantity);
    }

    private struct Order
    {
        public long Id;
        public long Price;
        public long Quantity;
        public int Previous;
        public int Next;
        public Side Side;
    }
}
