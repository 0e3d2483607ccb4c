using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Books;

/// <summary>What became of a change.</summary>
internal enum ChangeOutcome
{
    /// <summary>Applied; it goes on to the engine.</summary>
    Applied = 0,

    /// <summary>Older than the book; dropped.</summary>
    Old = 1,

    /// <summary>Kept until a snapshot comes.</summary>
    Kept = 2,

    /// <summary>Changes are missing before it; the book is no longer proven.</summary>
    Gap = 3,

    /// <summary>It made the best bid reach the best ask; the book is wrong.</summary>
    Crossed = 4,

    /// <summary>It has a quantity in the known part that can't be represented; the next snapshot ends before that level.</summary>
    Unreadable = 5,

    /// <summary>The change that came last, once more; dropped.</summary>
    Duplicate = 6,

    /// <summary>It fills the last gap, but came after it was found: out of order; dropped, for the new snapshot has it.</summary>
    Reordered = 7,

    /// <summary>Applied, though it repeats changes that the book has: amounts are absolute, so they are only counted.</summary>
    Overlapping = 8,
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
internal sealed class BookSynchronizer(int thinSideLevels, StreamTape? tape = null)
{
    /// <summary>More kept changes than this mean that no snapshot comes; they are dropped, so that the next snapshot starts clean.</summary>
    public const int KeptLimit = 5_000;

    private readonly BookSide _bids = new(Side.Buy);
    private readonly BookSide _asks = new(Side.Sell);
    private readonly Queue<KeptChange> _kept = new();
    private bool _keeps = true;
    private long? _keptFrom;
    private long _keptTo;
    private bool _isFirstAfterSnapshot;

    /// <summary>Whether the book is proven.</summary>
    public bool IsSynced { get; private set; }

    /// <summary>The venue's number of the last change in the book.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>Numbers of the changes that the last gap lacked; null before the first gap.</summary>
    public (long First, long Last)? LastGap { get; private set; }

    /// <summary>A snapshot must have at least this number; null while any will do.</summary>
    public long? NeededSnapshot => _keptFrom;

    /// <summary>Whether changes wait for a snapshot.</summary>
    public bool HasKept => _kept.Count > 0;

    /// <summary>Whether a side's known part has become small, while the venue has more.</summary>
    public bool IsThin => IsSynced && ((_bids.Edge is not null && _bids.Count < thinSideLevels) || (_asks.Edge is not null && _asks.Count < thinSideLevels));

    /// <summary>Whether the book is proven and nothing is being fetched for it: then its levels and edges are its whole state.</summary>
    public bool IsSettled => IsSynced && !_keeps;

    /// <summary>Price beyond which bids are unknown, in units; null when all are known.</summary>
    public long? BidEdge => _bids.Edge?.Units;

    /// <summary>Price beyond which asks are unknown, in units; null when all are known.</summary>
    public long? AskEdge => _asks.Edge?.Units;

    /// <summary>Known bids, best first.</summary>
    public BookLevel[] Bids() => _bids.BestFirst();

    /// <summary>Known asks, best first.</summary>
    public BookLevel[] Asks() => _asks.BestFirst();

    public BookLevel BestBid => _bids.Best;

    public BookLevel BestAsk => _asks.Best;

    /// <summary>Forgets book and changes; changes from now on are kept for the next snapshot.</summary>
    public void Restart()
    {
        tape?.BookRestarted();
        StartOver();
    }

    /// <summary>Goes on from a recorded state that was settled.</summary>
    /// <param name="lastUpdateId">The venue's number of the last change in it.</param>
    /// <param name="bids">Known bids and the price beyond which they are unknown.</param>
    /// <param name="asks">Known asks and the price beyond which they are unknown.</param>
    public void Resume(long lastUpdateId, (BookLevel[] Levels, Price? Edge) bids, (BookLevel[] Levels, Price? Edge) asks)
    {
        StartOver();
        Fill(_bids, bids.Levels, isAll: true);
        Fill(_asks, asks.Levels, isAll: true);
        _bids.EndAt(bids.Edge);
        _asks.EndAt(asks.Edge);
        (LastUpdateId, IsSynced, _keeps) = (lastUpdateId, true, false);
    }

    /// <summary>Keeps changes from now on beside applying them, because a new snapshot of a proven book is being fetched.</summary>
    public void ExpectSnapshot()
    {
        if (_keeps) return;
        tape?.SnapshotExpected();
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
        bool isKept = _keeps && Keep(reading);
        if (!IsSynced) return isKept ? ChangeOutcome.Kept : Dropped(reading, _keptTo);
        if (reading.LastUpdateId <= LastUpdateId) return Dropped(reading, LastUpdateId);
        if (reading.FirstUpdateId > LastUpdateId + 1)
        {
            LastGap = (LastUpdateId + 1, reading.FirstUpdateId - 1);
            StartOver();
            Keep(reading);
            return ChangeOutcome.Gap;
        }
        if (Apply(_bids, reading.Bids) is not { } bids || Apply(_asks, reading.Asks) is not { } asks)
        {
            StartOver();
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
        // The venues say that the first change after a snapshot overlaps it; later ones follow each other number by number.
        bool overlaps = !_isFirstAfterSnapshot && reading.FirstUpdateId <= LastUpdateId;
        (LastUpdateId, _isFirstAfterSnapshot) = (reading.LastUpdateId, false);
        if (!IsCrossed()) return overlaps ? ChangeOutcome.Overlapping : ChangeOutcome.Applied;
        StartOver();
        update = null;
        return ChangeOutcome.Crossed;
    }

    /// <summary>Joins a snapshot with the kept changes.</summary>
    /// <param name="snapshot">The venue's book.</param>
    /// <param name="update">The whole proven book, when accepted.</param>
    public SnapshotOutcome Accept(VenueBook snapshot, out BookUpdate? update)
    {
        update = null;
        tape?.SnapshotOffered(snapshot);
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
                StartOver();
                return SnapshotOutcome.Unreadable;
            }
            (LastUpdateId, time) = (change.LastUpdateId, change.ExchangeTimeNs);
        }
        Forget();
        (_keeps, _keptFrom) = (false, null);
        if (IsCrossed())
        {
            StartOver();
            return SnapshotOutcome.Crossed;
        }
        (IsSynced, _isFirstAfterSnapshot) = (true, LastUpdateId == snapshot.LastUpdateId);
        update = new() { FirstUpdateId = LastUpdateId, LastUpdateId = LastUpdateId, ExchangeTimeNs = time, Bids = Bids(), Asks = Asks() };
        return SnapshotOutcome.Accepted;
    }

    private ChangeOutcome Dropped(FrameReading reading, long known) =>
        reading.LastUpdateId == known ? ChangeOutcome.Duplicate
        : LastGap is { } gap && reading.FirstUpdateId >= gap.First && reading.LastUpdateId <= gap.Last ? ChangeOutcome.Reordered
        : ChangeOutcome.Old;

    /// <summary>Keeps a change for the next snapshot; false when it adds nothing to what is kept.</summary>
    private bool Keep(FrameReading reading)
    {
        // Kept changes must be one unbroken run: after a break, or when there are too many, only what comes from here counts.
        if (_keptFrom is not null && reading.LastUpdateId <= _keptTo) return false;
        if (_keptFrom is null || reading.FirstUpdateId > _keptTo + 1 || _kept.Count >= KeptLimit)
        {
            if (_keptFrom is not null && reading.FirstUpdateId > _keptTo + 1 && !IsSynced) LastGap = (_keptTo + 1, reading.FirstUpdateId - 1);
            Forget();
            _keptFrom = reading.FirstUpdateId - 1;
        }
        _keptTo = reading.LastUpdateId;
        _kept.Enqueue(new(reading.LastUpdateId, reading.ExchangeTimeNs, reading.Bids.ToArray(), reading.Asks.ToArray()));
        return true;
    }

    private void StartOver()
    {
        IsSynced = false;
        _keeps = true;
        Forget();
        _keptFrom = null;
    }

    private void Forget() => _kept.Clear();

    private static void Fill(BookSide side, BookLevel[] levels, bool isAll)
    {
        side.Clear();
        // Worst first, so that each level is added at the end, where the best one stands.
        int taken = Math.Min(levels.Length, BookSide.Limit);
        for (int at = taken - 1; at >= 0; at--) side.Set(levels[at]);
        if (!isAll || taken < levels.Length) side.EndAtWorst();
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
