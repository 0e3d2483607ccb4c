using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Books;

/// <summary>What became of a trade.</summary>
internal enum TradeOutcome
{
    /// <summary>Next in order; it goes on to the engine.</summary>
    Passed = 0,

    /// <summary>Seen already.</summary>
    Ignored = 1,

    /// <summary>Held until the history before it has come.</summary>
    Held = 2,

    /// <summary>Trades are missing before it; it is held, and the history is wanted.</summary>
    Gap = 3,

    /// <summary>Never seen, but later ones have passed already, and order is not undone: it is a hole.</summary>
    Late = 4,
}

/// <summary>Puts trades of one instrument in order without loss, as far as the venue's history reaches.</summary>
/// <remarks>Binance's trade ids are contiguous, so every hole shows. KuCoin's match sequences skip by nature: there a hole is a time without connection. Not thread-safe.</remarks>
internal sealed class TradeSequencer(bool isContiguous, StreamTape? tape = null)
{
    /// <summary>More held trades than this are not waited for: they pass, and what is missing is a hole.</summary>
    public const int HeldLimit = 20_000;

    /// <summary>Numbers of so many trades are remembered, to tell what was seen from what only comes late.</summary>
    public const int RememberedLimit = 512;

    private readonly List<TradePrint> _held = [];
    private readonly long[] _remembered = new long[RememberedLimit];
    private long _rememberedCount;
    private (long First, long Last)? _suspect;

    /// <summary>The last trade that passed; null before the first.</summary>
    public TradePrint? Last { get; private set; }

    /// <summary>Whether trades are held until the history has come.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>Id of the first held trade; null when none is held.</summary>
    public long? FirstHeldId => _held.Count > 0 ? _held[0].TradeId : null;

    /// <summary>Whether so many trades are held that waiting must end.</summary>
    public bool IsOverfull => _held.Count >= HeldLimit;

    /// <summary>Holds trades from now on, because some may have been missed. Before the first trade there is nothing to miss.</summary>
    public bool TryBeginRecovery()
    {
        if (Last is null || IsRecovering) return false;
        tape?.RecoveryBegun();
        return IsRecovering = true;
    }

    /// <summary>Takes a trade from the stream.</summary>
    public TradeOutcome Offer(in TradePrint trade)
    {
        if (Last is { } last && trade.TradeId <= last.TradeId) return IsUnseen(trade.TradeId) ? TakeLate(trade.TradeId) : TradeOutcome.Ignored;
        if (IsRecovering) return Hold(trade) ? TradeOutcome.Held : TradeOutcome.Ignored;
        if (isContiguous && Last is { } before && trade.TradeId != before.TradeId + 1)
        {
            IsRecovering = true;
            _held.Add(trade);
            return TradeOutcome.Gap;
        }
        Pass(trade);
        return TradeOutcome.Passed;
    }

    /// <summary>A trade may have been lost just now: it must be in the history before later ones pass.</summary>
    public void Suspect()
    {
        TryBeginRecovery();
        if (!IsRecovering || isContiguous) return;
        tape?.TradesSuspected();
        long after = _held.Count > 0 ? _held[^1].TradeId : Last!.Value.TradeId;
        _suspect = (_suspect?.First ?? after, after);
    }

    /// <summary>The greatest remembered number below a number; null where none is.</summary>
    public long? LastSeenBefore(long id)
    {
        long? last = null;
        foreach (long seen in _remembered.AsSpan(0, (int)Math.Min(_rememberedCount, RememberedLimit)))
            if (seen < id && !(seen <= last)) last = seen;
        return last;
    }

    /// <summary>The number of the oldest trade that is remembered; null before the first.</summary>
    public long? OldestRemembered => _rememberedCount == 0 ? null : _rememberedCount <= RememberedLimit ? _remembered[0] : _remembered[_rememberedCount % RememberedLimit];

    /// <summary>Trades of a history that should have passed and have not. Each is told once.</summary>
    public IReadOnlyList<TradePrint> TakeMissed(IReadOnlyList<TradePrint> history)
    {
        if (Last is not { } last) return [];
        TradePrint[] missed = [.. history.Where(trade => trade.TradeId <= last.TradeId && IsUnseen(trade.TradeId))];
        foreach (TradePrint trade in missed) Remember(trade.TradeId);
        return missed;
    }

    /// <summary>Whether a history closes the hole between the last trade that passed and the first that is held.</summary>
    public bool IsClosedBy(TradeHistory history)
    {
        if (!history.Complete) return false;
        if (FirstHeldId is not { } held || Last is not { } last) return true;
        long reached = history.Trades.Count > 0 ? Math.Max(history.Trades[^1].TradeId, last.TradeId) : last.TradeId;
        // Where ids skip, only the held trade itself proves that the history has come so far: it may lag behind the stream.
        return reached + (isContiguous ? 1 : 0) >= held;
    }

    /// <summary>Ends the recovery with what the history has; what it has not is a hole.</summary>
    /// <remarks>Where the held trades have a hole of their own, those behind it stay held and <see cref="IsRecovering"/> stays true.</remarks>
    /// <returns>The trades that now pass, in order: those of the history, then the held ones.</returns>
    public IReadOnlyList<TradePrint> EndRecovery(TradeHistory history, out int recovered)
    {
        tape?.RecoveryEnded(history);
        List<TradePrint> passed = [];
        long last = Last?.TradeId ?? -1;
        foreach (TradePrint trade in history.Trades)
        {
            if (trade.TradeId <= last) continue;
            passed.Add(trade);
            last = trade.TradeId;
        }
        recovered = passed.Count;
        int taken = 0;
        long? heldBefore = null;
        // Behind a suspected loss only the history's word lets trades pass, unless it has nothing to say.
        if (_suspect is { } lost && _held.Exists(trade => trade.TradeId > lost.Last && trade.TradeId <= last)) _suspect = null;
        foreach (TradePrint trade in _held)
        {
            if (_suspect is { } suspect && history.Complete && trade.TradeId > Math.Max(suspect.First, last)) break;
            if (isContiguous && heldBefore is { } before && trade.TradeId != before + 1 && trade.TradeId > last + 1) break;
            taken++;
            heldBefore = trade.TradeId;
            if (trade.TradeId <= last) continue;
            passed.Add(trade);
            last = trade.TradeId;
        }
        _held.RemoveRange(0, taken);
        IsRecovering = _held.Count > 0;
        if (!IsRecovering) _suspect = null;
        foreach (TradePrint trade in passed) Pass(trade);
        return passed;
    }

    /// <summary>Starts behind a trade of the history, so that the first trade of the stream is held to the same order as any other.</summary>
    /// <returns>False when a trade has passed already.</returns>
    public bool TryStartAfter(in TradePrint trade)
    {
        if (Last is not null || IsRecovering) return false;
        tape?.TradesStartedAfter(trade);
        Pass(trade);
        return true;
    }

    /// <summary>Forgets held trades, because the connection that brought them is gone: the history has them.</summary>
    public void Disconnected()
    {
        tape?.TradesDisconnected();
        _held.Clear();
        _suspect = null;
    }

    /// <summary>Goes on from a recorded state in which nothing was held.</summary>
    public void Resume(TradePrint? last)
    {
        _held.Clear();
        (Last, IsRecovering, _suspect, _rememberedCount) = (last, false, null, 0);
        if (last is { } trade) Remember(trade.TradeId);
    }

    private void Pass(in TradePrint trade)
    {
        Last = trade;
        Remember(trade.TradeId);
    }

    private void Remember(long id) => _remembered[_rememberedCount++ % RememberedLimit] = id;

    private TradeOutcome TakeLate(long id)
    {
        Remember(id);
        return TradeOutcome.Late;
    }

    /// <summary>Keeps a trade in its place among the held ones; false when it is there already.</summary>
    private bool Hold(in TradePrint trade)
    {
        int at = _held.Count;
        while (at > 0 && _held[at - 1].TradeId > trade.TradeId) at--;
        if (at > 0 && _held[at - 1].TradeId == trade.TradeId) return false;
        if (!IsOverfull) _held.Insert(at, trade);
        return true;
    }

    /// <summary>Whether a number within what is remembered has never passed. Contiguous ones have: each hole was seen when it opened.</summary>
    private bool IsUnseen(long id) => !isContiguous && id >= OldestRemembered
        && !_remembered.AsSpan(0, (int)Math.Min(_rememberedCount, RememberedLimit)).Contains(id);
}
