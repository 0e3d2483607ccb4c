namespace TradingBot.ExchangeSim.Matching;

// What orders of guests need beyond those of the agents. Nothing here is on the agents' path.
internal sealed partial class MatchingEngine
{
    private readonly int _guestSlots;
    private int _freeGuestSlot;

    /// <summary>Whether another order of a guest can rest.</summary>
    public bool HasRoomForGuest => _freeGuestSlot != 0;

    /// <summary>As <see cref="PlaceLimit"/>, of a guest; where there is no room for it to rest, nothing is matched either.</summary>
    public PlaceOutcome PlaceGuestLimit(long id, Side side, long price, long quantity)
    {
        _fillCount = 0;
        PlaceOutcome refusal = Check(id, quantity);
        if (refusal != PlaceOutcome.Accepted)
            return refusal;
        if (price is < 1 or > PriceLadder.MaxPrice)
            return PlaceOutcome.InvalidPrice;
        if (!HasRoomForGuest)
            return PlaceOutcome.NoRoom;
        long rest = side == Side.Buy ? TakeAsks(price, quantity) : TakeBids(price, quantity);
        if (rest > 0)
            Rest(TakeGuestSlot(), id, side, price, rest);
        return PlaceOutcome.Accepted;
    }

    /// <summary>Places an immediate-or-cancel order with a limit; <paramref name="unfilled"/> is what the book could not give at that price.</summary>
    public PlaceOutcome PlaceImmediate(long id, Side side, long limit, long quantity, out long unfilled)
    {
        _fillCount = 0;
        unfilled = quantity;
        PlaceOutcome refusal = Check(id, quantity);
        if (refusal != PlaceOutcome.Accepted)
            return refusal;
        if (limit is < 1 or > PriceLadder.MaxPrice)
            return PlaceOutcome.InvalidPrice;
        unfilled = side == Side.Buy ? TakeAsks(limit, quantity) : TakeBids(limit, quantity);
        return PlaceOutcome.Accepted;
    }

    /// <summary>Lowers what is left of a resting order without touching its place in the queue; false where the id is not live or the quantity is not lower.</summary>
    public bool Reduce(long id, long quantity)
    {
        int slot = _index.Find(id);
        if (slot == 0 || quantity < 1 || quantity >= _orders[slot].Quantity)
            return false;
        ref Order order = ref _orders[slot];
        _ladder.At(order.Price).Quantity -= order.Quantity - quantity;
        order.Quantity = quantity;
        return true;
    }

    /// <summary>Where a live order stands in the queue at its price; found by walking it, so its cost grows with the orders ahead.</summary>
    public bool TryPlaceInQueue(long id, out PlaceInQueue place)
    {
        place = default;
        int slot = _index.Find(id);
        if (slot == 0)
            return false;
        long lots = 0;
        int orders = 0;
        for (int ahead = _orders[slot].Previous; ahead != 0; ahead = _orders[ahead].Previous)
        {
            lots += _orders[ahead].Quantity;
            orders++;
        }
        place = new PlaceInQueue(orders, lots, _ladder.QuantityAt(_orders[slot].Price));
        return true;
    }

    private int TakeGuestSlot()
    {
        int slot = _freeGuestSlot;
        _freeGuestSlot = _orders[slot].Next;
        return slot;
    }

    private void FreeGuest(int slot)
    {
        _orders[slot].Quantity = 0;
        _orders[slot].Next = _freeGuestSlot;
        _freeGuestSlot = slot;
    }
}
