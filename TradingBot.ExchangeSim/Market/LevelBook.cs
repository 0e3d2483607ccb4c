using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Market;

/// <summary>The public order book by price level (L2). Each side is an array sorted with the best level last, where nearly all changes are.</summary>
internal sealed class LevelBook
{
    private readonly LevelSide _bids = new(descending: false);
    private readonly LevelSide _asks = new(descending: true);

    public LevelSide this[Side side] => side == Side.Buy ? _bids : _asks;

    public LevelSide Bids => _bids;

    public LevelSide Asks => _asks;

    public void Clear()
    {
        _bids.Clear();
        _asks.Clear();
    }
}

/// <summary>One side of a <see cref="LevelBook"/>.</summary>
internal sealed class LevelSide(bool descending)
{
    private PriceLevel[] _levels = new PriceLevel[256];
    private int _count;

    public int Count => _count;

    /// <summary>The level <paramref name="rank"/> places from the best, which is 0.</summary>
    public PriceLevel this[int rank] => _levels[_count - 1 - rank];

    public PriceLevel Best => _count == 0 ? default : _levels[_count - 1];

    public long QuantityAt(long price)
    {
        int at = Search(price);
        return at >= 0 ? _levels[at].Quantity : 0;
    }

    /// <summary>Sets the quantity at a price; 0 removes the level, also one that is not there.</summary>
    public void Set(long price, long quantity)
    {
        int at = Search(price);
        if (at >= 0)
        {
            if (quantity != 0)
                _levels[at] = new PriceLevel(price, quantity);
            else
                Array.Copy(_levels, at + 1, _levels, at, --_count - at);
            return;
        }
        if (quantity == 0)
            return;
        if (_count == _levels.Length)
            Array.Resize(ref _levels, _count * 2);
        at = ~at;
        Array.Copy(_levels, at, _levels, at + 1, _count - at);
        _levels[at] = new PriceLevel(price, quantity);
        _count++;
    }

    public void Clear() => _count = 0;

    private int Search(long price)
    {
        int low = 0;
        int high = _count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            long found = _levels[middle].Price;
            if (found == price)
                return middle;
            if (found < price != descending)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }
}

internal readonly record struct PriceLevel(long Price, long Quantity);
