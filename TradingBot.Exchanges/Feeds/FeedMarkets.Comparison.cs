using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <content>
/// Where numbers skip, a trade that the stream left out shows only in the venue's history, which is short. So what passed is held against it again and again, on a busy market so
/// often that each history reaches back to the one before; then nothing can be lost unseen. Where one does not reach back, the stretch between is told as not proven.
/// </content>
internal sealed partial class FeedMarkets
{
    /// <summary>So many trades after a comparison the next one is due: well below the hundred that a history has, since more come until it is read.</summary>
    private const int TradesPerComparison = 40;

    /// <summary>All instruments of a connection together are not compared more often than this, to stay within the venue's weights (3 each, of 1600 in 30 s).</summary>
    private static readonly TimeSpan ComparisonSpacing = TimeSpan.FromMilliseconds(125);

    private static readonly TimeSpan ComparisonRetry = TimeSpan.FromSeconds(1);

    /// <summary>A trade of the stream passed: on a busy market the next comparison is due sooner.</summary>
    private void CountForComparison(MarketStream stream, DateTimeOffset now)
    {
        if (protocol.TradesAreContiguous || ++stream.UncomparedTrades < TradesPerComparison || now < stream.ComparedAt + ComparisonSpacing * streams.Count) return;
        StartComparison(stream, now, TradeProbeAfter);
    }

    private void StartComparison(MarketStream stream, DateTimeOffset now, TimeSpan next)
    {
        if (protocol.TradesAreContiguous || stream.IsComparing || stream.IsFetchingTrades || stream.Trades.IsRecovering || stream.Trades.Last is null) return;
        (stream.IsComparing, stream.ComparedAt, stream.NextTradeComparison) = (true, now, now + next);
        Session.Start(cancellation => CompareTradesAsync(stream, cancellation));
    }

    private async Task CompareTradesAsync(MarketStream stream, CancellationToken cancellation)
    {
        IReadOnlyList<TradePrint>? history = null;
        try
        {
            history = (await protocol.FetchTradesAsync(stream.Instrument, -1, time.GetUtcNow(), cancellation)).Trades;
        }
        catch (ExchangeException e)
        {
            FeedLog.FailedForNow(logger, protocol.Venue, "comparing the trades with the history", e.Message);
        }
        using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
        stream.IsComparing = false;
        if (history is null) (stream.ComparedAt, stream.NextTradeComparison) = (time.GetUtcNow(), time.GetUtcNow() + ComparisonRetry);
        else if (!stream.Trades.IsRecovering) Compare(stream, history);
    }

    /// <summary>What the venue had since a trade, of all that its history tells; where numbers skip, all of it is held against what passed, too.</summary>
    private async Task<(TradeHistory Since, IReadOnlyList<TradePrint> Whole)> FetchHistoryAsync(MarketStream stream, TradePrint last, CancellationToken cancellation)
    {
        if (protocol.TradesAreContiguous) return (await protocol.FetchTradesAsync(stream.Instrument, last.TradeId, TimeOf(last), cancellation), []);
        IReadOnlyList<TradePrint> whole = (await protocol.FetchTradesAsync(stream.Instrument, -1, TimeOf(last), cancellation)).Trades;
        return (new([.. whole.Where(trade => trade.TradeId > last.TradeId)], whole.Count == 0 || whole[0].TradeId <= last.TradeId), whole);
    }

    /// <summary>Tells what passed without being in the stream, and what the history does not reach back to.</summary>
    private void Compare(MarketStream stream, IReadOnlyList<TradePrint> history)
    {
        if (history.Count == 0 || stream.Trades.Last is not { } last) return;
        stream.UncomparedTrades = 0;
        long oldest = history[0].TradeId;
        bool reachesBack = stream.ComparedTo is not { } compared || oldest <= compared;
        long before = (reachesBack ? null : stream.Trades.LastSeenBefore(oldest) ?? stream.ComparedTo) ?? oldest - 1;
        HashSet<long> missed = [.. stream.Trades.TakeMissed(history).Select(trade => trade.TradeId)];
        bool beginsWithin = missed.Contains(oldest);
        bool isMissing = false;
        foreach (TradePrint trade in history)
        {
            if (trade.TradeId > last.TradeId) break;
            if (missed.Contains(trade.TradeId))
            {
                isMissing = true;
                continue;
            }
            if (isMissing) Hole(stream, new(before, trade.TradeId, time.GetUtcNow()));
            (isMissing, before) = (false, trade.TradeId);
        }
        if (isMissing) Hole(stream, new(before, history.FirstOrDefault(trade => trade.TradeId > last.TradeId) is { TradeId: > 0 } next ? next.TradeId : null, time.GetUtcNow()));
        if (!reachesBack) NotProven(stream, beginsWithin ? stream.Trades.LastSeenBefore(oldest) ?? stream.ComparedTo!.Value : oldest);
        stream.ComparedTo = Math.Max(stream.ComparedTo ?? 0, Math.Min(history[^1].TradeId, last.TradeId));
    }

    /// <summary>Trades of this stretch passed and none may be missing, but nothing proves it: the history begins behind it.</summary>
    private void NotProven(MarketStream stream, long until)
    {
        long from = stream.ComparedTo!.Value;
        if (until <= from + 1) return;
        stream.TradeFacts.Gap();
        metrics.Gapped(protocol.Venue, StreamKind.Trades);
        FeedLog.TradesNotProven(logger, protocol.Venue, stream.Instrument.Symbol, from, until);
    }
}
