using TradingBot.Engine.MarketData;

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
}

/// <summary>Puts trades of one instrument in order without loss, as far as the venue's history reaches.</summary>
/// <remarks>Binance's trade ids are contiguous, so every hole shows. KuCoin's match sequences skip by nature: there a hole is a time without connection. Not thread-safe.</remarks>
internal sealed class TradeSequencer(bool isContiguous)
{
    /// <summary>More held trades than this are not waited for: they pass, and what is missing is a hole.</summary>
    public const int HeldLimit = 20_000;

    private readonly List<TradePrint> _held = [];

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
        return IsRecovering = true;
    }

    /// <summary>Takes a trade from the stream.</summary>
    public TradeOutcome Offer(in TradePrint trade)
    {
        if (Last is { } last && trade.TradeId <= last.TradeId) return TradeOutcome.Ignored;
        if (IsRecovering)
        {
            if (_held.Count > 0 && trade.TradeId <= _held[^1].TradeId) return TradeOutcome.Ignored;
            if (!IsOverfull) _held.Add(trade);
            return TradeOutcome.Held;
        }
        if (isContiguous && Last is { } before && trade.TradeId != before.TradeId + 1)
        {
            IsRecovering = true;
            _held.Add(trade);
            return TradeOutcome.Gap;
        }
        Last = trade;
        return TradeOutcome.Passed;
    }

    /// <summary>Whether a history closes the hole between the last trade that passed and the first that is held.</summary>
    public bool IsClosedBy(TradeHistory history)
    {
        if (!history.Complete) return false;
        if (!isContiguous || FirstHeldId is not { } held || Last is not { } last) return true;
        long reached = history.Trades.Count > 0 ? Math.Max(history.Trades[^1].TradeId, last.TradeId) : last.TradeId;
        return reached + 1 >= held;
    }

    /// <summary>Ends the recovery with what the history has; what it has not is a hole.</summary>
    /// <remarks>Where the held trades have a hole of their own, those behind it stay held and <see cref="IsRecovering"/> stays true.</remarks>
    /// <returns>The trades that now pass, in order: those of the history, then the held ones.</returns>
    public IReadOnlyList<TradePrint> EndRecovery(TradeHistory history, out int recovered)
    {
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
        foreach (TradePrint trade in _held)
        {
            if (isContiguous && heldBefore is { } before && trade.TradeId != before + 1 && trade.TradeId > last + 1) break;
            taken++;
            heldBefore = trade.TradeId;
            if (trade.TradeId <= last) continue;
            passed.Add(trade);
            last = trade.TradeId;
        }
        _held.RemoveRange(0, taken);
        IsRecovering = _held.Count > 0;
        if (passed.Count > 0) Last = passed[^1];
        return passed;
    }

    /// <summary>Starts behind a trade of the history, so that the first trade of the stream is held to the same order as any other.</summary>
    /// <returns>False when a trade has passed already.</returns>
    public bool TryStartAfter(in TradePrint trade)
    {
        if (Last is not null || IsRecovering) return false;
        Last = trade;
        return true;
    }

    /// <summary>Forgets held trades, because the connection that brought them is gone: the history has them.</summary>
    public void Disconnected() => _held.Clear();
}
