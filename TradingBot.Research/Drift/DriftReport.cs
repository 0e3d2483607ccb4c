namespace TradingBot.Research.Drift;

/// <summary>What a difference between the live session and the backtest comes of.</summary>
public enum DriftCause
{
    /// <summary>The two saw other market data: something is missing in the recording, or another book or trade was met.</summary>
    Data = 0,

    /// <summary>The same was done at another time: the account was away or being rebuilt, or a decision took longer.</summary>
    Timing = 1,

    /// <summary>A risk limit, a stop, a pause or a halt kept one of them from it.</summary>
    Risk = 2,

    /// <summary>They were set up differently: parameters, limits, execution model, a strategy that was stopped, orders of others in the account.</summary>
    Configuration = 3,
}

/// <summary>Something in the live session that can make it differ from the backtest from then on.</summary>
/// <param name="TimeNs">From when, nanoseconds since the Unix epoch.</param>
/// <param name="Cause">What kind of difference it makes.</param>
/// <param name="What">In words for a person.</param>
public sealed record DriftEvent(long TimeNs, DriftCause Cause, string What);

/// <summary>A trade that differs.</summary>
/// <param name="Live">What the live session did; none where it did nothing.</param>
/// <param name="Backtest">What the backtest did; none where it did nothing.</param>
/// <param name="Cause">What the difference comes of.</param>
/// <param name="What">In words for a person.</param>
public sealed record DriftDifference(DriftTrade? Live, DriftTrade? Backtest, DriftCause Cause, string What);

/// <summary>A live session's trades of a strategy beside those of a backtest over the same time.</summary>
/// <param name="Live">The live session's.</param>
/// <param name="Backtest">The backtest's.</param>
/// <param name="Same">How many are the same, value by value.</param>
/// <param name="Differences">All others, in order of time.</param>
public sealed record DriftReport(IReadOnlyList<DriftTrade> Live, IReadOnlyList<DriftTrade> Backtest, int Same, IReadOnlyList<DriftDifference> Differences)
{
    /// <summary>Pairs the trades and says what each difference comes of.</summary>
    /// <param name="live">The live session's trades, in order of time.</param>
    /// <param name="backtest">The backtest's, in order of time.</param>
    /// <param name="events">What in the live session can make a difference, in order of time.</param>
    /// <param name="withinNs">Trades of one side that are no further apart are the same decision, nanoseconds; a bar's length.</param>
    public static DriftReport Compare(IReadOnlyList<DriftTrade> live, IReadOnlyList<DriftTrade> backtest, IReadOnlyList<DriftEvent> events, long withinNs)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(backtest);
        ArgumentNullException.ThrowIfNull(events);
        List<DriftDifference> differences = [];
        int same = 0, left = 0, right = 0;
        while (left < live.Count || right < backtest.Count)
        {
            DriftTrade? mine = left < live.Count ? live[left] : null, other = right < backtest.Count ? backtest[right] : null;
            if (mine is not null && other is not null && (mine.Side != other.Side || Math.Abs(mine.TimeNs - other.TimeNs) > withinNs))
            {
                if (mine.TimeNs <= other.TimeNs) other = null;
                else mine = null;
            }
            if (mine is not null) left++;
            if (other is not null) right++;
            if (mine is not null && other is not null && mine == other) same++;
            else differences.Add(Explain(mine, other, events, differences));
        }
        return new(live, backtest, same, differences);
    }

    private static DriftDifference Explain(DriftTrade? live, DriftTrade? backtest, IReadOnlyList<DriftEvent> events, List<DriftDifference> before)
    {
        long at = Math.Max(live?.TimeNs ?? 0, backtest?.TimeNs ?? 0);
        if (live is { IsRestricted: true } != backtest is { IsRestricted: true })
            return new(live, backtest, DriftCause.Risk, live is { IsRestricted: true } ? $"live: {live.Outcome}" : $"backtest: {backtest!.Outcome}");
        // What came last before it explains it; a position that differs since then makes every later trade differ.
        if (events.LastOrDefault(candidate => candidate.TimeNs <= at) is { } known) return new(live, backtest, known.Cause, known.What);
        if (before.Count > 0) return new(live, backtest, before[^1].Cause, $"follows from the difference before it: {before[^1].What}");
        if (live is not null && backtest is not null && live.Books != backtest.Books) return new(live, backtest, DriftCause.Data, $"live met {Met(live)}, the backtest {Met(backtest)}");
        if (live is not null && backtest is not null && live.TimeNs != backtest.TimeNs)
            return new(live, backtest, DriftCause.Timing, $"live came {(live.TimeNs - backtest.TimeNs) / 1_000_000m} ms after the backtest");
        if (live is not null && backtest is not null) return new(live, backtest, DriftCause.Configuration, "the same time and the same data gave another result");
        return new(live, backtest, DriftCause.Data, live is null ? "the backtest decided on something that the live session did not see" : "the live session decided on something that the backtest did not see");
    }

    private static string Met(DriftTrade trade) => trade.Books.Length == 0 ? "nothing" : trade.Books;
}
