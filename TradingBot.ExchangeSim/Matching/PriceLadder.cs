using System.Numerics;

namespace TradingBot.ExchangeSim.Matching;

/// <summary>A queue of orders at one price.</summary>
/// <remarks>Head and tail are pool slots, 0 for none.</remarks>
internal struct Level
{
    public long Quantity;
    public int Head;
    public int Tail;
}

/// <summary>
/// All price levels of one book. Levels stand in pages of 1,024 neighbouring ticks that are made when first needed; a bit per level and a
/// bit per page say what is occupied, so the next better or worse price is found by counting zeros, not by walking a tree. Bids and asks
/// share it: an uncrossed book has bids only below asks.
/// </summary>
internal sealed class PriceLadder
{
    /// <summary>Highest price, in ticks.</summary>
    public const long MaxPrice = (1L << 31) - 1;

    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    private int[] _pageStart = new int[1024];
    private ulong[] _pageOccupied = new ulong[1024 / 64];
    private int[] _pageLevels = new int[1024];
    private Level[] _levels = new Level[PageSize * 4];
    private ulong[] _occupied = new ulong[PageSize * 4 / 64];
    private int _used = PageSize;

    /// <summary>The level at a price, which must be 1 to <see cref="MaxPrice"/>; the reference is good until the next call.</summary>
    public ref Level At(long price)
    {
        int page = (int)(price >> PageBits);
        int start = page < _pageStart.Length ? _pageStart[page] : 0;
        if (start == 0)
            start = AddPage(page);
        return ref _levels[start + ((int)price & (PageSize - 1))];
    }

    /// <summary>Quantity at a price in lots; never makes a page.</summary>
    public long QuantityAt(long price)
    {
        int page = (int)(price >> PageBits);
        int start = page < _pageStart.Length ? _pageStart[page] : 0;
        return start == 0 ? 0 : _levels[start + ((int)price & (PageSize - 1))].Quantity;
    }

    public void Occupy(long price)
    {
        int page = (int)(price >> PageBits);
        int at = _pageStart[page] + ((int)price & (PageSize - 1));
        _occupied[at >> 6] |= 1UL << (at & 63);
        if (_pageLevels[page]++ == 0)
            _pageOccupied[page >> 6] |= 1UL << (page & 63);
    }

    public void Vacate(long price)
    {
        int page = (int)(price >> PageBits);
        int at = _pageStart[page] + ((int)price & (PageSize - 1));
        _occupied[at >> 6] &= ~(1UL << (at & 63));
        if (--_pageLevels[page] == 0)
            _pageOccupied[page >> 6] &= ~(1UL << (page & 63));
    }

    /// <summary>The highest occupied price at or below <paramref name="price"/>, or 0.</summary>
    public long AtOrBelow(long price)
    {
        if (price < 1)
            return 0;
        int page = (int)Math.Min(price >> PageBits, _pageStart.Length - 1);
        int within = page == price >> PageBits ? (int)price & (PageSize - 1) : PageSize - 1;
        while (page >= 0)
        {
            int start = _pageStart[page];
            if (start != 0 && _pageLevels[page] != 0)
            {
                int found = LastBit(_occupied, start, start + within);
                if (found >= 0)
                    return ((long)page << PageBits) + (found - start);
            }
            page = page == 0 ? -1 : LastBit(_pageOccupied, 0, page - 1);
            within = PageSize - 1;
        }
        return 0;
    }

    /// <summary>The lowest occupied price at or above <paramref name="price"/>, or 0.</summary>
    public long AtOrAbove(long price)
    {
        int page = (int)(price >> PageBits);
        int within = (int)price & (PageSize - 1);
        while (page >= 0 && page < _pageStart.Length)
        {
            int start = _pageStart[page];
            if (start != 0 && _pageLevels[page] != 0)
            {
                int found = FirstBit(_occupied, start + within, start + PageSize - 1);
                if (found >= 0)
                    return ((long)page << PageBits) + (found - start);
            }
            page = page + 1 < _pageStart.Length ? FirstBit(_pageOccupied, page + 1, _pageStart.Length - 1) : -1;
            within = 0;
        }
        return 0;
    }

    private static int LastBit(ulong[] bits, int from, int to)
    {
        int word = to >> 6;
        ulong value = bits[word] & (ulong.MaxValue >> (63 - (to & 63)));
        while (value == 0)
        {
            if (--word < from >> 6)
                return -1;
            value = bits[word];
        }
        int at = (word << 6) + BitOperations.Log2(value);
        return at >= from ? at : -1;
    }

    private static int FirstBit(ulong[] bits, int from, int to)
    {
        int word = from >> 6;
        ulong value = bits[word] & (ulong.MaxValue << (from & 63));
        while (value == 0)
        {
            if (++word > to >> 6)
                return -1;
            value = bits[word];
        }
        int at = (word << 6) + BitOperations.TrailingZeroCount(value);
        return at <= to ? at : -1;
    }

    private int AddPage(int page)
    {
        int directory = _pageStart.Length;
        while (page >= directory)
            directory *= 2;
        if (directory != _pageStart.Length)
        {
            Array.Resize(ref _pageStart, directory);
            Array.Resize(ref _pageLevels, directory);
            Array.Resize(ref _pageOccupied, directory / 64);
        }
        if (_used + PageSize > _levels.Length)
        {
            Array.Resize(ref _levels, _levels.Length * 2);
            Array.Resize(ref _occupied, _occupied.Length * 2);
        }
        _pageStart[page] = _used;
        _used += PageSize;
        return _pageStart[page];
    }
}
