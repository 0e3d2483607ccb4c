using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Books;

/// <summary>What became of a change.</summary>
internal enum ChangeOutcome
{
    /// <summary>Applied; it goes on to the engine.</summary>
    Applied = 0,

    /// <summary>Older than the book, or a duplicate.</summary>
    Ignored = 1,

    /// <summary>Kept until a snapshot comes.</summary>
    Kept = 2,

    /// <summary>Changes are missing before it; the book is no longer proven.</summary>
    Gap = 3,

    /// <summary>It made the best bid reach the best ask; the book is wrong.</summary>
    Crossed = 4,

    /// <summary>It has a quantity in the known part that can't be represented; the next snapshot ends before that level.</summary>
    Unreadable = 5,
}

/// <summary>What became of a snapshot.</summary>
internal enum SnapshotOutcome
{
    /// <summary>The book is proven.</summary>
    Accepted = 0,

    /// <summary>Older than the changes that were kept: fetch another.</summary>
    TooOld = 1,

    /// <summary>Best bid at or above best ask: fetch another.</summary>
    Crossed = 2,

    /// <summary>A change that was kept has a quantity that can't be represented: fetch another.</summary>
    Unreadable = 3,
}

/// <summary>Keeps one book in sync by the venues' procedure: keep changes, fetch a snapshot, join them without a gap, watch every number after that.</summary>
/// <remarks>
/// Binance numbers changes <c>U..u</c>, KuCoin <c>sequenceStart..sequenceEnd</c>; the rules are the same for both. The first change after a snapshot is held to
/// the same continuity as any other. Only the part of a side that the snapshot covered is known: changes beyond its edge are dropped, and
/// <see cref="IsThin"/> says when that part should be fetched again. Not thread-safe.
/// </remarks>
internal sealed class BookSynchronizer(int thinSideLevels)
{
    /// <summary>More kept changes than this mean that no snapshot comes; they are dropped, so that the next snapshot starts clean.</summary>
    public const int KeptLimit = 5_000;

    private readonly BookSide _bids = new(Side.Buy);
    private readonly BookSide _asks = new(Side.Sell);
    private readonly Queue<KeptChange> _kept = new();
    private bool _keeps = true;
    private long? _keptFrom;
    private long _keptTo;

    /// <summary>Whether the book is proven.</summary>
    public bool IsSynced { get; private set; }

    /// <summary>The venue's number of the last change in the book.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>Whether changes wait for a snapshot.</summary>
    public bool HasKept => _kept.Count > 0;

    /// <summary>Whether a side's known part has become small, while the venue has more.</summary>
    public bool IsThin => IsSynced && ((_bids.Edge is not null && _bids.Count < thinSideLevels) || (_asks.Edge is not null && _asks.Count < thinSideLevels));

    /// <summary>Known bids, best first.</summary>
    public BookLevel[] Bids() => _bids.BestFirst();

    /// <summary>Known asks, best first.</summary>
    public BookLevel[] Asks() => _asks.BestFirst();

    public BookLevel BestBid => _bids.Best;

    public BookLevel BestAsk => _asks.Best;

    /// <summary>Forgets book and changes; changes from now on are kept for the next snapshot.</summary>
    public void Restart()
    {
        IsSynced = false;
        _keeps = true;
        Forget();
        _keptFrom = null;
    }

    /// <summary>Keeps changes from now on beside applying them, because a new snapshot of a proven book is being fetched.</summary>
    public void ExpectSnapshot()
    {
        if (_keeps) return;
        _keeps = true;
        Forget();
        (_keptFrom, _keptTo) = (LastUpdateId, LastUpdateId);
    }

    /// <summary>Takes a change from the stream.</summary>
    /// <param name="reading">The change, as parsed.</param>
    /// <param name="update">What goes on to the engine, when applied.</param>
    public ChangeOutcome Offer(FrameReading reading, out BookUpdate? update)
    {
        update = null;
        if (_keeps) Keep(reading);
        if (!IsSynced) return ChangeOutcome.Kept;
        if (reading.LastUpdateId <= LastUpdateId) return ChangeOutcome.Ignored;
        if (reading.FirstUpdateId > LastUpdateId + 1)
        {
            Restart();
            Keep(reading);
            return ChangeOutcome.Gap;
        }
        if (Apply(_bids, reading.Bids) is not { } bids || Apply(_asks, reading.Asks) is not { } asks)
        {
            Restart();
            return ChangeOutcome.Unreadable;
        }
        update = new()
        {
            FirstUpdateId = reading.FirstUpdateId,
            LastUpdateId = reading.LastUpdateId,
            ExchangeTimeNs = reading.ExchangeTimeNs,
            Bids = bids,
            Asks = asks,
        };
        LastUpdateId = reading.LastUpdateId;
        if (!IsCrossed()) return ChangeOutcome.Applied;
        Restart();
        update = null;
        return ChangeOutcome.Crossed;
    }

    /// <summary>Joins a snapshot with the kept changes.</summary>
    /// <param name="snapshot">The venue's book.</param>
    /// <param name="update">The whole proven book, when accepted.</param>
    public SnapshotOutcome Accept(VenueBook snapshot, out BookUpdate? update)
    {
        update = null;
        if (_keptFrom is { } from && snapshot.LastUpdateId < from) return SnapshotOutcome.TooOld;
        Fill(_bids, snapshot.Bids, snapshot.BidsAreAll);
        Fill(_asks, snapshot.Asks, snapshot.AsksAreAll);
        LastUpdateId = snapshot.LastUpdateId;
        long time = snapshot.ExchangeTimeNs;
        foreach (KeptChange change in _kept)
        {
            if (change.LastUpdateId <= LastUpdateId) continue;
            if (Apply(_bids, change.Bids) is null || Apply(_asks, change.Asks) is null)
            {
                Restart();
                return SnapshotOutcome.Unreadable;
            }
            (LastUpdateId, time) = (change.LastUpdateId, change.ExchangeTimeNs);
        }
        Forget();
        (_keeps, _keptFrom) = (false, null);
        if (IsCrossed())
        {
            Restart();
            return SnapshotOutcome.Crossed;
        }
        IsSynced = true;
        update = new() { FirstUpdateId = LastUpdateId, LastUpdateId = LastUpdateId, ExchangeTimeNs = time, Bids = Bids(), Asks = Asks() };
        return SnapshotOutcome.Accepted;
    }

    private void Keep(FrameReading reading)
    {
        // Kept changes must be one unbroken run: after a break, or when there are too many, only what comes from here counts.
        if (_keptFrom is not null && reading.LastUpdateId <= _keptTo) return;
        if (_keptFrom is null || reading.FirstUpdateId > _keptTo + 1 || _kept.Count >= KeptLimit)
        {
            Forget();
            _keptFrom = reading.FirstUpdateId - 1;
        }
        _keptTo = reading.LastUpdateId;
        _kept.Enqueue(new(reading.LastUpdateId, reading.ExchangeTimeNs, reading.Bids.ToArray(), reading.Asks.ToArray()));
    }

    private void Forget() => _kept.Clear();

    private static void Fill(BookSide side, BookLevel[] levels, bool isAll)
    {
        side.Clear();
        foreach (BookLevel level in levels) side.Set(level);
        if (!isAll) side.EndAtWorst();
    }

    /// <summary>Applies rows that are newer than the book (KuCoin: the first overlapping message has older ones) and known.</summary>
    /// <returns>The rows that were applied; null when one of them can't be represented.</returns>
    private BookLevel[]? Apply(BookSide side, ReadOnlySpan<ChangedLevel> changes)
    {
        BookLevel[] applied = new BookLevel[changes.Length];
        int count = 0;
        foreach (ChangedLevel change in changes)
        {
            if (change.Sequence <= LastUpdateId || !side.IsKnown(change.Level.Price)) continue;
            if (change.IsUnknown) return null;
            if (side.Set(change.Level)) applied[count++] = change.Level;
        }
        return count == applied.Length ? applied : applied[..count];
    }

    private bool IsCrossed() => _bids.Count > 0 && _asks.Count > 0 && _bids.Best.Price >= _asks.Best.Price;

    private sealed record KeptChange(long LastUpdateId, long ExchangeTimeNs, ChangedLevel[] Bids, ChangedLevel[] Asks);
}
