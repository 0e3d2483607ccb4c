namespace TradingBot.ExchangeSim.Market;

/// <summary>The candles of one interval: those done, and the one that the last trade fell into. Intervals without trades have none.</summary>
internal sealed class CandleSeries(CandleInterval interval, int capacity)
{
    private readonly History<Candle> _closed = new(capacity);
    private Candle _current;

    public CandleInterval Interval { get; } = interval;

    public bool IsEmpty => _current.Volume == 0;

    public ref readonly Candle Current => ref _current;

    public void Add(in Trade trade)
    {
        long openMs = Interval.OpenOf(trade.TimeNs / 1_000_000);
        if (_current.Volume != 0 && openMs <= _current.OpenMs)
        {
            _current.Add(in trade);
            return;
        }
        if (_current.Volume != 0)
            _closed.Add(in _current);
        _current = Candle.StartedBy(openMs, in trade);
    }

    /// <summary>Adds a shorter candle of the time before the first trade; they come in order.</summary>
    public void AddHistory(in Candle part)
    {
        long openMs = Interval.OpenOf(part.OpenMs);
        if (_current.Volume != 0 && openMs <= _current.OpenMs)
        {
            _current.Add(in part);
            return;
        }
        if (_current.Volume != 0)
            _closed.Add(in _current);
        _current = part;
        _current.OpenMs = openMs;
    }

    /// <summary>This series as a time zone sees it: summed up anew from candles of 15 minutes, or of one where the zone's offset wants that.</summary>
    public CandleSeries In(PublicMarket market, long offsetMs)
    {
        const long quarterMs = 900_000;
        const int oneMinute = 1;
        const int quarter = 4;
        if (Interval.IsSameAt(offsetMs))
            return this;
        CandleSeries parts = market.Candles[offsetMs % quarterMs == 0 ? quarter : oneMinute];
        var zoned = new CandleSeries(Interval with { OffsetMs = offsetMs }, capacity);
        foreach (Candle part in parts.Between(long.MinValue, long.MaxValue))
            zoned.AddHistory(in part);
        return zoned;
    }

    /// <summary>The candle that starts at a time; without trades, the close before it; false before the first trade.</summary>
    public bool TryAt(long openMs, out Candle candle)
    {
        candle = _current;
        for (long number = _closed.Next - 1; candle.OpenMs > openMs && number >= _closed.First; number--)
            candle = _closed[number];
        if (candle.Volume == 0 || candle.OpenMs > openMs)
            return false;
        if (candle.OpenMs < openMs)
            candle = Candle.WithoutTrades(openMs, candle.Close);
        return true;
    }

    /// <summary>Candles with trades whose start is within both bounds, oldest first.</summary>
    public IEnumerable<Candle> Between(long fromMs, long toMs)
    {
        for (long number = FirstFrom(fromMs); number < _closed.Next && _closed[number].OpenMs <= toMs; number++)
            yield return _closed[number];
        if (!IsEmpty && _current.OpenMs >= fromMs && _current.OpenMs <= toMs)
            yield return _current;
    }

    /// <summary>As <see cref="Between"/>, with intervals without trades filled by the close before them, up to now.</summary>
    public IEnumerable<Candle> Filled(long fromMs, long toMs, long nowMs)
    {
        // The one before the first tells what fills a gap there.
        long before = FirstFrom(fromMs) - 1;
        Candle last = before >= _closed.First ? _closed[before] : default;
        foreach (Candle candle in Between(last.Volume != 0 ? last.OpenMs + 1 : long.MinValue, toMs))
        {
            foreach (Candle gap in GapBefore(last, candle.OpenMs, fromMs))
                yield return gap;
            if (candle.OpenMs >= fromMs)
                yield return candle;
            last = candle;
        }
        foreach (Candle gap in GapBefore(last, Math.Min(toMs, Interval.OpenOf(nowMs)) + 1, fromMs))
            yield return gap;
    }

    /// <summary>Number of the first closed candle that starts at a time or later.</summary>
    private long FirstFrom(long fromMs)
    {
        long low = _closed.First;
        long high = _closed.Next;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (_closed[middle].OpenMs < fromMs)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private IEnumerable<Candle> GapBefore(Candle last, long beforeMs, long fromMs)
    {
        if (last.Volume == 0)
            yield break;
        for (long openMs = Interval.NextOpen(last.OpenMs); openMs < beforeMs; openMs = Interval.NextOpen(openMs))
        {
            if (openMs >= fromMs)
                yield return Candle.WithoutTrades(openMs, last.Close);
        }
    }
}
