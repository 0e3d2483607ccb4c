using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>
/// Plays a recording as a market. It starts where the recording's first snapshot stands; frames before it only complete that snapshot.
/// Event times get one constant offset. At the end of the tape it stops, or goes round: one depth update with the next update ids turns the
/// last book into the first, so a client stays in sync and only sees the market jump; update ids, trade ids and times go on rising.
/// </summary>
internal sealed class ReplaySource : IMarketSource
{
    private const long PauseBetweenRoundsNs = 100_000_000;
    private const long MillisecondNs = 1_000_000;

    private readonly RecordingFiles _files;
    private readonly bool _loops;
    private readonly PublicMarket _market;
    private readonly List<PriceLevel> _firstBids = [];
    private readonly List<PriceLevel> _firstAsks = [];
    private IEnumerator<RecordedFrame>? _frames;
    private long _firstUpdateId;
    private long _firstTradeId;
    private long _idShift;
    private long _roundStartNs;

    public ReplaySource(RecordingFiles files, bool loops, Func<long, long> startAt)
    {
        _files = files;
        _loops = loops;
        _frames = files.Read().GetEnumerator();
        long tapeStartNs = ReadStart(_frames);
        OffsetNs = startAt(tapeStartNs) - tapeStartNs;
        OffsetNs -= OffsetNs % MillisecondNs;
        StartNs = _roundStartNs = tapeStartNs + OffsetNs;
        (string baseAsset, string quoteAsset) = Instrument.SplitBinanceSymbol(files.Symbol)!.Value;
        var instrument = new Instrument(Venue.Binance, baseAsset, quoteAsset, files.TickUnits, files.LotUnits, files.LotUnits, 900_000 * Amounts.Unit, 5 * Amounts.Unit);
        _market = new PublicMarket(instrument, _firstTradeId, _firstUpdateId, ticksCloseDepthWindows: false) { TopFollowsBook = !files.HasBookTicker };
        SetFirstBook(_firstUpdateId);
        NextTimeNs = StartNs;
        MoveNext();
    }

    /// <summary>Added to every recorded event time, in nanoseconds (whole milliseconds); grows by the tape's length with each round.</summary>
    public long OffsetNs { get; private set; }

    /// <summary>Simulated time at which the tape starts.</summary>
    public long StartNs { get; }

    /// <summary>How often the tape has been played to its end.</summary>
    public int Rounds { get; private set; }

    public IReadOnlyList<PublicMarket> Markets => [_market];

    public long NextTimeNs { get; private set; }

    public void Step()
    {
        if (_frames is null)
        {
            StartRound();
            return;
        }
        Play(_frames.Current);
        MoveNext();
    }

    /// <summary>
    /// Reads up to the first snapshot and completes it with the updates that were recorded before it but reach beyond it; without a
    /// snapshot, the first update is all that is known of the book. Returns the tape's time there.
    /// </summary>
    private long ReadStart(IEnumerator<RecordedFrame> frames)
    {
        var earlier = new List<(long LastUpdateId, PriceLevel[] Bids, PriceLevel[] Asks)>();
        _firstTradeId = Math.Max(_files.FirstTradeId, 1);
        FrameKind wanted = _files.HasSnapshot ? FrameKind.Snapshot : FrameKind.Depth;
        while (frames.MoveNext() && frames.Current.Kind != wanted)
        {
            if (frames.Current.Kind == FrameKind.Depth)
                earlier.Add((frames.Current.LastUpdateId, [.. frames.Current.Bids], [.. frames.Current.Asks]));
            else if (frames.Current.Kind == FrameKind.Trade)
                _firstTradeId = frames.Current.TradeId + 1;
        }
        var book = new LevelBook();
        Apply(book, frames.Current.Bids, frames.Current.Asks);
        _firstUpdateId = frames.Current.LastUpdateId;
        foreach ((long lastUpdateId, PriceLevel[] bids, PriceLevel[] asks) in earlier.Where(update => update.LastUpdateId > _firstUpdateId))
        {
            Apply(book, bids, asks);
            _firstUpdateId = lastUpdateId;
        }
        Keep(book.Bids, _firstBids);
        Keep(book.Asks, _firstAsks);
        return TapeTime(frames.Current);
    }

    private void MoveNext()
    {
        if (_frames!.MoveNext())
        {
            // A clock that went back while it recorded must not make time go back here.
            NextTimeNs = Math.Max(TapeTime(_frames.Current) + OffsetNs, NextTimeNs);
            return;
        }
        _frames.Dispose();
        _frames = null;
        Rounds++;
        NextTimeNs = _loops ? NextTimeNs + PauseBetweenRoundsNs : long.MaxValue;
    }

    private void StartRound()
    {
        _frames = _files.Read().GetEnumerator();
        _firstBids.Clear();
        _firstAsks.Clear();
        ReadStart(_frames);
        // Book tickers run ahead of depth updates: the new round's ids start above both.
        long firstId = Math.Max(_market.UpdateId, _market.Top.UpdateId) + 1;
        _idShift = firstId - _firstUpdateId;
        OffsetNs += NextTimeNs - _roundStartNs - (NextTimeNs - _roundStartNs) % MillisecondNs;
        _roundStartNs = NextTimeNs;
        SetFirstBook(firstId);
        MoveNext();
    }

    /// <summary>Turns whatever the book is into the tape's first one, as one update.</summary>
    private void SetFirstBook(long updateId)
    {
        _market.Begin(NextTimeNs);
        _market.MoveTo(Math.Min(_market.UpdateId + 1, updateId), updateId);
        SetSide(Side.Buy, _firstBids);
        SetSide(Side.Sell, _firstAsks);
        _market.SetTop(new TopOfBook(updateId, _market.Book.Bids.Best, _market.Book.Asks.Best));
        _market.End();
        _market.Publisher?.DepthWindowEnded(_market, NextTimeNs);
    }

    private void SetSide(Side side, List<PriceLevel> target)
    {
        var kept = target.Select(level => level.Price).ToHashSet();
        var gone = new List<long>();
        for (int rank = 0; rank < _market.Book[side].Count; rank++)
        {
            if (!kept.Contains(_market.Book[side][rank].Price))
                gone.Add(_market.Book[side][rank].Price);
        }
        foreach (long price in gone)
            _market.SetLevel(side, price, 0);
        foreach (PriceLevel level in target.Where(level => _market.Book[side].QuantityAt(level.Price) != level.Quantity))
            _market.SetLevel(side, level.Price, level.Quantity);
    }

    private void Play(RecordedFrame frame)
    {
        long eventNs = frame.EventMs * MillisecondNs + OffsetNs;
        switch (frame.Kind)
        {
            case FrameKind.Depth when frame.LastUpdateId + _idShift > _market.UpdateId:
                _market.Begin(eventNs);
                _market.MoveTo(frame.FirstUpdateId + _idShift, frame.LastUpdateId + _idShift);
                foreach (PriceLevel level in frame.Bids)
                    _market.SetLevel(Side.Buy, level.Price, level.Quantity);
                foreach (PriceLevel level in frame.Asks)
                    _market.SetLevel(Side.Sell, level.Price, level.Quantity);
                _market.End();
                _market.Publisher?.DepthWindowEnded(_market, eventNs);
                break;
            case FrameKind.Trade:
                _market.Begin(eventNs);
                _market.AddTrade(frame.Trade.Price, frame.Trade.Quantity, frame.BuyerIsMaker, eventNs, frame.TradeMs * MillisecondNs + OffsetNs, 0, 0);
                _market.End();
                break;
            case FrameKind.BookTicker when frame.LastUpdateId + _idShift > _market.Top.UpdateId:
                _market.Begin(NextTimeNs);
                _market.SetTop(new TopOfBook(frame.LastUpdateId + _idShift, frame.BestBid, frame.BestAsk));
                _market.End();
                break;
            default:
                break; // Older than the book, another snapshot, or a stream that is not replayed.
        }
    }

    /// <summary>The venue's time of a frame by its receive time, or by its event time where that was not recorded.</summary>
    private long TapeTime(RecordedFrame frame) => frame.ReceivedNs > 0 ? frame.ReceivedNs + _files.ClockDifferenceNs : frame.EventMs * MillisecondNs;

    private static void Apply(LevelBook book, IEnumerable<PriceLevel> bids, IEnumerable<PriceLevel> asks)
    {
        foreach (PriceLevel level in bids)
            book.Bids.Set(level.Price, level.Quantity);
        foreach (PriceLevel level in asks)
            book.Asks.Set(level.Price, level.Quantity);
    }

    private static void Keep(LevelSide side, List<PriceLevel> levels)
    {
        for (int rank = 0; rank < side.Count; rank++)
            levels.Add(side[rank]);
    }
}
