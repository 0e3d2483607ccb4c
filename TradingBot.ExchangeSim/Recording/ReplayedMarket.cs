using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>
/// One symbol of a tape as a market. Its first book is its first snapshot, completed with the updates around it that reach beyond it; without a
/// snapshot, its first update. A new round turns the last book into the first by one update, with ids that go on rising.
/// </summary>
internal sealed class ReplayedMarket
{
    private const long MillisecondNs = 1_000_000;

    private readonly RecordedSymbol _recorded;
    private readonly List<(long LastUpdateId, RecordedLevel[] Bids, RecordedLevel[] Asks)> _earlier = [];
    private LevelBook _firstBook = new();
    private long _firstUpdateId;
    private long _firstTradeId;
    private long _idShift;

    public ReplayedMarket(RecordedSymbol recorded)
    {
        _recorded = recorded;
        Rewind();
    }

    public PublicMarket Market { get; private set; } = null!;

    /// <summary>Whether the tape up to where it has been read says what the book is.</summary>
    public bool HasFirstBook { get; private set; }

    /// <summary>Starts to read the tape anew.</summary>
    public void Rewind()
    {
        HasFirstBook = false;
        _firstBook = new LevelBook();
        _firstUpdateId = 0;
        _firstTradeId = _recorded.Venue == Venue.Binance ? Math.Max(_recorded.FirstTradeId, 1) : 1;
        _earlier.Clear();
    }

    /// <summary>Takes a frame from before the start.</summary>
    public void Prepare(RecordedFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Trade when _recorded.Venue == Venue.Binance:
                _firstTradeId = frame.TradeId + 1;
                break;
            case FrameKind.Snapshot when !HasFirstBook:
                Apply(frame.LastUpdateId, frame.Bids, frame.Asks);
                foreach ((long lastUpdateId, RecordedLevel[] bids, RecordedLevel[] asks) in _earlier.Where(update => update.LastUpdateId > _firstUpdateId))
                    Apply(lastUpdateId, bids, asks);
                break;
            case FrameKind.Depth when _recorded.HasSnapshot && !HasFirstBook:
                _earlier.Add((frame.LastUpdateId, [.. frame.Bids], [.. frame.Asks]));
                break;
            case FrameKind.Depth when frame.LastUpdateId > _firstUpdateId:
                Apply(frame.LastUpdateId, frame.Bids, frame.Asks);
                break;
        }
    }

    /// <summary>Opens the market with the first book.</summary>
    public void Open(long timeNs)
    {
        (string baseAsset, string quoteAsset) = _recorded.Assets!.Value;
        long minimumNotional = _recorded.Venue == Venue.Binance ? 5 * Amounts.Unit : Amounts.Unit / 10;
        var instrument = new Instrument(
            _recorded.Venue, baseAsset, quoteAsset, _recorded.TickUnits, _recorded.LotUnits, _recorded.LotUnits, 900_000 * Amounts.Unit, minimumNotional);
        Market = new PublicMarket(instrument, _firstTradeId, _firstUpdateId, ticksCloseDepthWindows: _recorded.Venue == Venue.Kucoin) { TopFollowsBook = !_recorded.HasBookTicker };
        SetFirstBook(timeNs, _firstUpdateId);
    }

    /// <summary>Goes round: the first book again, under the next update ids.</summary>
    public void Restart(long timeNs)
    {
        // Book tickers run ahead of depth updates: the new round's ids start above both.
        long firstId = Math.Max(Market.UpdateId, Market.Top.UpdateId) + 1;
        _idShift = firstId - _firstUpdateId;
        SetFirstBook(timeNs, firstId);
    }

    public void Play(RecordedFrame frame, long timeNs, long offsetNs)
    {
        long eventNs = frame.EventMs > 0 ? frame.EventMs * MillisecondNs + offsetNs : timeNs;
        switch (frame.Kind)
        {
            case FrameKind.Depth when frame.LastUpdateId + _idShift > Market.UpdateId:
                PlayDepth(frame, eventNs);
                break;
            case FrameKind.Trade:
                Market.Begin(eventNs);
                Market.AddTrade(frame.Trade.Price, frame.Trade.Quantity, frame.BuyerIsMaker, eventNs, frame.TradeNs + offsetNs, 0, 0,
                    _recorded.Venue == Venue.Kucoin ? frame.TradeId + _idShift : null);
                Market.End();
                break;
            case FrameKind.BookTicker when frame.LastUpdateId + _idShift > Market.Top.UpdateId:
                Market.Begin(timeNs);
                Market.SetTop(new TopOfBook(frame.LastUpdateId + _idShift, frame.BestBid, frame.BestAsk));
                Market.End();
                break;
            default:
                break; // Older than the book, another snapshot, or a stream that is not replayed.
        }
    }

    private void PlayDepth(RecordedFrame frame, long eventNs)
    {
        long known = Market.UpdateId;
        Market.Begin(eventNs);
        Market.MoveTo(frame.FirstUpdateId + _idShift, frame.LastUpdateId + _idShift);
        PlaySide(Side.Buy, frame.Bids, known);
        PlaySide(Side.Sell, frame.Asks, known);
        Market.End();
        if (_recorded.Venue == Venue.Binance)
            Market.Publisher?.DepthWindowEnded(Market, eventNs);
    }

    /// <summary>Rows with a sequence of their own that the book has reached already are left out.</summary>
    private void PlaySide(Side side, List<RecordedLevel> levels, long known)
    {
        foreach (RecordedLevel level in levels)
        {
            if (level.UpdateId == 0)
                Market.SetLevel(side, level.Price, level.Quantity, Market.UpdateId);
            else if (level.UpdateId + _idShift > known)
                Market.SetLevel(side, level.Price, level.Quantity, level.UpdateId + _idShift);
        }
    }

    /// <summary>Turns whatever the book is into the tape's first one, as one update.</summary>
    private void SetFirstBook(long timeNs, long updateId)
    {
        Market.Begin(timeNs);
        Market.MoveTo(Math.Min(Market.UpdateId + 1, updateId), updateId);
        SetSide(Side.Buy);
        SetSide(Side.Sell);
        Market.SetTop(new TopOfBook(updateId, Market.Book.Bids.Best, Market.Book.Asks.Best));
        Market.End();
        Market.Publisher?.DepthWindowEnded(Market, timeNs);
    }

    private void SetSide(Side side)
    {
        LevelSide target = _firstBook[side];
        LevelSide current = Market.Book[side];
        var gone = new List<long>();
        for (int rank = 0; rank < current.Count; rank++)
        {
            if (target.QuantityAt(current[rank].Price) == 0)
                gone.Add(current[rank].Price);
        }
        foreach (long price in gone)
            Market.SetLevel(side, price, 0, Market.UpdateId);
        for (int rank = 0; rank < target.Count; rank++)
        {
            if (current.QuantityAt(target[rank].Price) != target[rank].Quantity)
                Market.SetLevel(side, target[rank].Price, target[rank].Quantity, Market.UpdateId);
        }
    }

    private void Apply(long lastUpdateId, IEnumerable<RecordedLevel> bids, IEnumerable<RecordedLevel> asks)
    {
        foreach (RecordedLevel level in bids.Where(level => level.UpdateId == 0 || level.UpdateId > _firstUpdateId))
            _firstBook.Bids.Set(level.Price, level.Quantity);
        foreach (RecordedLevel level in asks.Where(level => level.UpdateId == 0 || level.UpdateId > _firstUpdateId))
            _firstBook.Asks.Set(level.Price, level.Quantity);
        _firstUpdateId = lastUpdateId;
        HasFirstBook = true;
    }
}
