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
        for (long number = _closed.First; number < _closed.Next; number++)
        {
            if (_closed[number].OpenMs >= fromMs && _closed[number].OpenMs <= toMs)
                yield return _closed[number];
        }
        if (!IsEmpty && _current.OpenMs >= fromMs && _current.OpenMs <= toMs)
            yield return _current;
    }

    /// <summary>As <see cref="Between"/>, with intervals without trades filled by the close before them, up to now.</summary>
    public IEnumerable<Candle> Filled(long fromMs, long toMs, long nowMs)
    {
        Candle last = default;
        foreach (Candle candle in Between(long.MinValue, toMs))
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
