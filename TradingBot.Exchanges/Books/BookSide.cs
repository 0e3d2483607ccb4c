using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Books;

/// <summary>One side of a book, best level last, so that the usual change near the best price moves little.</summary>
/// <remarks>Bounded: beyond <see cref="Limit"/> levels the worst one is dropped and is no longer proven.</remarks>
internal sealed class BookSide(Side side)
{
    public const int Limit = 10_000;

    private BookLevel[] _levels = new BookLevel[256];

    public int Count { get; private set; }

    public BookLevel Best => Count > 0 ? _levels[Count - 1] : default;

    /// <summary>Levels beyond this price are unknown; null when the whole side is known.</summary>
    public Price? Edge { get; private set; }

    /// <summary>Whether a price lies where the side is known completely.</summary>
    public bool IsKnown(Price price) => Edge is not { } edge || (side == Side.Buy ? price >= edge : price <= edge);

    public void Clear() => (Count, Edge) = (0, null);

    /// <summary>Says that nothing is known beyond the worst level that stands there now.</summary>
    public void EndAtWorst() => Edge = Count > 0 ? _levels[0].Price : null;

    /// <summary>Says where what is known ends; null where all is known.</summary>
    public void EndAt(Price? edge) => Edge = edge;

    /// <summary>Sets a level's quantity; zero removes it. A price beyond the edge changes nothing.</summary>
    /// <returns>Whether the level is within the known part.</returns>
    public bool Set(BookLevel level)
    {
        if (!IsKnown(level.Price)) return false;
        int at = Find(level.Price, out bool exists);
        if (level.Quantity.IsZero)
        {
            if (exists) Remove(at);
        }
        else if (exists) _levels[at] = level;
        else return Insert(at, level);
        return true;
    }

    /// <summary>Levels, best first.</summary>
    public BookLevel[] BestFirst()
    {
        BookLevel[] levels = _levels.AsSpan(0, Count).ToArray();
        Array.Reverse(levels);
        return levels;
    }

    private int Find(Price price, out bool exists)
    {
        int low = 0;
        int high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = side == Side.Buy ? _levels[middle].Price.CompareTo(price) : price.CompareTo(_levels[middle].Price);
            if (order == 0)
            {
                exists = true;
                return middle;
            }
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        exists = false;
        return low;
    }

    private bool Insert(int at, BookLevel level)
    {
        if (Count == Limit && at == 0)
        {
            EndAtWorst();
            return false;
        }
        if (Count == Limit)
        {
            Remove(0);
            at--;
            EndAtWorst();
        }
        if (Count == _levels.Length) Array.Resize(ref _levels, Math.Min(_levels.Length * 2, Limit));
        Array.Copy(_levels, at, _levels, at + 1, Count - at);
        _levels[at] = level;
        Count++;
        return true;
    }

    private void Remove(int at)
    {
        Array.Copy(_levels, at + 1, _levels, at, Count - at - 1);
        Count--;
    }
}
