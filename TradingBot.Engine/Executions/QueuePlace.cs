namespace TradingBot.Engine.Executions;

/// <summary>Where a resting order stands at its price, in quantity units: derived from the market. The default is a place that is not known.</summary>
/// <remarks>
/// Trades and book come in two streams. What the book's level lost and its trades explain is not a cancellation; a trade that the venue
/// dates no later than the book that was last read is in that reading already, so it is measured against the queue before it.
/// </remarks>
internal struct QueuePlace
{
    // What the level showed when it was last read, and what trades that are not in that reading have taken since: up to before the
    // time of the last of them, and at that time.
    private long _level;
    private long _tradedBefore;
    private long _tradedLast;
    private long _lastTradeNs;

    // What was ahead before the last reading, less the trades that belong to before it; by trades alone in the pessimistic model.
    private long _aheadByTrades;
    private long _readNs;

    internal bool IsKnown { get; private set; }

    /// <summary>What is ahead.</summary>
    internal long Ahead { get; private set; }

    /// <summary>What was ahead when a trade of that time happened.</summary>
    internal readonly long AheadAt(long tradeNs) => tradeNs <= _readNs ? _aheadByTrades : Ahead;

    internal void SeeLevel(QueueModel model, long shown, long bookNs)
    {
        if (!IsKnown)
        {
            (IsKnown, Ahead, _aheadByTrades) = (true, model == QueueModel.Front ? 0 : shown, model == QueueModel.Front ? 0 : shown);
        }
        else
        {
            long traded = _lastTradeNs <= bookNs ? _tradedBefore + _tradedLast : _tradedBefore;
            long cancelled = _level - traded - shown;
            if (model != QueueModel.Pessimistic) _aheadByTrades = Ahead;
            if (cancelled > 0) Ahead = QueueFormulas.AheadAfter(model, Ahead, _level - traded, cancelled);
            if (_lastTradeNs <= bookNs) _tradedLast = 0;
            _tradedBefore = 0;
            if (model == QueueModel.Pessimistic && shown >= Ahead)
            {
                // Nothing was learned of the queue, so trades of before this reading still count in full.
                _level = shown;
                return;
            }
        }

        Ahead = Math.Min(Ahead, shown);
        (_level, _readNs) = (shown, bookNs);
    }

    /// <summary>A trade at its price has taken from the front of the queue.</summary>
    internal void SeeTrade(long quantity, long tradeNs)
    {
        if (tradeNs <= _readNs)
        {
            _aheadByTrades = Math.Max(0, _aheadByTrades - quantity);
            Ahead = Math.Min(Ahead, _aheadByTrades);
            return;
        }

        Ahead = Math.Max(0, Ahead - quantity);
        _aheadByTrades = Ahead;
        if (tradeNs > _lastTradeNs) (_tradedBefore, _tradedLast, _lastTradeNs) = (_tradedBefore + _tradedLast, 0, tradeNs);
        _tradedLast += quantity;
    }

    /// <summary>A trade went through its price: nothing is ahead any more.</summary>
    internal void SeeThrough() => (Ahead, _aheadByTrades) = (0, 0);
}
