using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.MarketData;

/// <summary>One side of a book: two sorted arrays, the best level at their end, so that changes near the touch move little memory.</summary>
/// <remarks>Keys rise towards the best: the price for bids, the negated price for asks. Arrays grow by doubling and never shrink.</remarks>
internal sealed class BookSide(Side side)
{
    private const int InitialCapacity = 256;
    private const int LinearSteps = 8;

    private readonly bool _bids = side == Side.Buy;
    private long[] _keys = new long[InitialCapacity];
    private long[] _quantities = new long[InitialCapacity];

    internal int Count { get; private set; }

    /// <summary>The best price; not valid where the side is empty.</summary>
    internal Price Best => Count == 0 ? default : PriceOf(_keys[Count - 1]);

    /// <summary>The worst price shown; not valid where the side is empty.</summary>
    internal Price Deepest => Count == 0 ? default : PriceOf(_keys[0]);

    /// <summary>The level at <paramref name="depth"/> steps from the best (0 is the best).</summary>
    internal BookLevel At(int depth)
    {
        int index = Count - 1 - depth;
        return new(PriceOf(_keys[index]), new(_quantities[index]));
    }

    internal BookLevel[] ToLevels(int depth)
    {
        BookLevel[] levels = new BookLevel[Math.Clamp(depth, 0, Count)];
        for (int index = 0; index < levels.Length; index++) levels[index] = At(index);
        return levels;
    }

    internal void Clear() => Count = 0;

    /// <summary>What is shown at <paramref name="price"/>; false beyond the deepest level shown, where nothing is known.</summary>
    internal bool TryQuantityAt(Price price, out long quantity)
    {
        long key = KeyOf(price);
        int index = Find(key);
        bool found = index < Count && _keys[index] == key;
        quantity = found ? _quantities[index] : 0;
        return found || Count == 0 || key > _keys[0];
    }

    /// <summary>Sets a level's quantity; zero removes it.</summary>
    internal void Set(Price price, Quantity quantity)
    {
        long key = KeyOf(price);
        int index = Find(key);
        bool found = index < Count && _keys[index] == key;
        if (quantity.IsZero)
        {
            if (!found) return;
            Count--;
            Array.Copy(_keys, index + 1, _keys, index, Count - index);
            Array.Copy(_quantities, index + 1, _quantities, index, Count - index);
            return;
        }

        if (!found)
        {
            if (Count == _keys.Length) Grow();
            Array.Copy(_keys, index, _keys, index + 1, Count - index);
            Array.Copy(_quantities, index, _quantities, index + 1, Count - index);
            _keys[index] = key;
            Count++;
        }

        _quantities[index] = quantity.Units;
    }

    // The first index whose key is not below the given one: a few steps from the best, where most changes are, then by halves.
    private int Find(long key)
    {
        int high = Count;
        int near = Math.Max(0, high - LinearSteps);
        while (high > near)
        {
            if (_keys[high - 1] < key) return high;
            high--;
        }

        int low = 0;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_keys[middle] < key) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private void Grow()
    {
        Array.Resize(ref _keys, _keys.Length * 2);
        Array.Resize(ref _quantities, _quantities.Length * 2);
    }

    private long KeyOf(Price price) => _bids ? price.Units : -price.Units;

    private Price PriceOf(long key) => new(_bids ? key : -key);
}
