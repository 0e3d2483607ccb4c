namespace TradingBot.ExchangeSim.Market;

/// <summary>The newest items of an endless numbered sequence: grows to its capacity, then overwrites the oldest.</summary>
internal sealed class History<T>(int capacity)
{
    private T[] _items = new T[Math.Min(capacity, 64)];

    /// <summary>Number of the oldest item that is still held.</summary>
    public long First { get; private set; }

    /// <summary>Number that the next item gets; the newest has one less.</summary>
    public long Next { get; private set; }

    public int Count => (int)(Next - First);

    public ref readonly T this[long number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, First);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Next);
            return ref _items[number % _items.Length];
        }
    }

    public void Add(in T item)
    {
        if (Count == _items.Length)
        {
            if (_items.Length < capacity)
                Grow();
            else
                First++;
        }
        _items[Next++ % _items.Length] = item;
    }

    private void Grow()
    {
        var larger = new T[Math.Min(_items.Length * 2, capacity)];
        for (long number = First; number < Next; number++)
            larger[number % larger.Length] = _items[number % _items.Length];
        _items = larger;
    }
}
