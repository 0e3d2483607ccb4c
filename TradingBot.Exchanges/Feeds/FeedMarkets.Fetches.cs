using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;

namespace TradingBot.Exchanges.Feeds;

/// <content>Books and trades by REST.</content>
internal sealed partial class FeedMarkets
{
    private async Task FetchBookAsync(MarketStream stream, CancellationToken cancellation)
    {
        await AwaitFirstChangeAsync(stream, cancellation);
        for (int failures = 0; stream.IsFollowed; failures++)
        {
            TimeSpan pause = TimeSpan.FromMilliseconds(100 * Math.Min(failures + 1, 20));
            try
            {
                VenueBook snapshot = await protocol.FetchBookAsync(stream.Instrument, cancellation);
                using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
                if (Join(stream, snapshot))
                {
                    await output.FlushAsync(cancellation);
                    return;
                }
            }
            catch (ExchangeException e)
            {
                FeedLog.BookNotFetched(logger, protocol.Venue, stream.Instrument.Symbol, e.Message);
                pause = ConnectionProblem.Pause(e, failures, time.GetUtcNow());
                using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
                NotFetched(stream, e.Message);
                await output.FlushAsync(cancellation);
            }
            await Task.Delay(pause, time, cancellation);
        }
    }

    /// <summary>The procedure wants a change before the snapshot; on a quiet market none comes, and then the snapshot alone is as good.</summary>
    private async Task AwaitFirstChangeAsync(MarketStream stream, CancellationToken cancellation)
    {
        DateTimeOffset until = time.GetUtcNow() + FirstChangeLimit;
        while (time.GetUtcNow() < until)
        {
            using (await gate.EnterAsync(cancellation))
                if (stream.Book.HasKept || stream.Book.IsSynced) return;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation);
        }
    }

    private bool Join(MarketStream stream, VenueBook snapshot)
    {
        switch (stream.Book.Accept(snapshot, out BookUpdate? book))
        {
            case SnapshotOutcome.Accepted:
                DateTimeOffset now = time.GetUtcNow();
                stream.IsFetchingBook = false;
                (stream.BookAliveAt, stream.Behind, stream.NotFetchedSince) = (now, null, null);
                LeaveFallback(stream);
                stream.BookFacts.Proven(now);
                stream.WriteSnapshot(book!);
                stream.NotePrice();
                stream.Tell(MarketStatus.Live);
                return true;
            case SnapshotOutcome.TooOld:
                CountRefetch(stream, "stale_snapshot");
                if (!stream.Book.IsSynced && !stream.IsOnFallback)
                    stream.Tell(MarketStatus.Syncing, $"the fetched book has the number {snapshot.LastUpdateId}, but the stream's changes begin after {stream.Book.NeededSnapshot}");
                return false;
            case SnapshotOutcome.Unreadable:
                CountRefetch(stream, "unreadable");
                stream.Tell(MarketStatus.Syncing, "a quantity is finer than the instrument's scale, the book is being fetched again");
                return false;
            case SnapshotOutcome.Crossed:
            default:
                CountRefetch(stream, "crossed");
                stream.Tell(MarketStatus.Crossed, "the fetched book's best bid reaches its best ask");
                return false;
        }
    }

    private void CountRefetch(MarketStream stream, string reason)
    {
        stream.BookFacts.Resynced(reason);
        metrics.Resynced(protocol.Venue, reason);
    }

    /// <summary>Before the first trade of all: the last one of the history is where counting starts.</summary>
    private async Task FindFirstTradeAsync(MarketStream stream, CancellationToken cancellation)
    {
        TradePrint? last = null;
        try
        {
            last = await protocol.FetchLastTradeAsync(stream.Instrument, cancellation);
        }
        catch (ExchangeException e)
        {
            // Then counting starts with the first trade of the stream.
            FeedLog.FailedForNow(logger, protocol.Venue, "reading the last trade", e.Message);
        }
        using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
        stream.IsFetchingTrades = false;
        if (last is { } trade) stream.Trades.TryStartAfter(trade);
    }

    private async Task FetchMissedTradesAsync(MarketStream stream, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan pause = TimeSpan.FromMilliseconds(200 * attempt);
            TradeHistory history = new([], Complete: false);
            IReadOnlyList<TradePrint> whole = [];
            TradePrint last = stream.Trades.Last!.Value;
            try
            {
                (history, whole) = await FetchHistoryAsync(stream, last, cancellation);
            }
            catch (ExchangeException e)
            {
                FeedLog.FailedForNow(logger, protocol.Venue, "reading the history of trades", e.Message);
                pause = ConnectionProblem.Pause(e, attempt, time.GetUtcNow());
            }
            using (await gate.EnterAsync(cancellation))
            {
                bool isClosed = stream.Trades.IsClosedBy(history);
                if (isClosed || attempt >= HistoryAttempts || stream.Trades.IsOverfull)
                {
                    Compare(stream, whole);
                    EndRecovery(stream, history, isClosed, last.TradeId);
                    if (whole.Count > 0) stream.ComparedTo = Math.Max(stream.ComparedTo ?? 0, Math.Min(whole[^1].TradeId, stream.Trades.Last!.Value.TradeId));
                    await output.FlushAsync(cancellation);
                    if (!stream.Trades.IsRecovering)
                    {
                        stream.IsFetchingTrades = false;
                        return;
                    }
                    attempt = 0;
                }
            }
            await Task.Delay(pause, time, cancellation);
        }
    }

    private void EndRecovery(MarketStream stream, TradeHistory history, bool isClosed, long lastId)
    {
        long? held = stream.Trades.FirstHeldId;
        IReadOnlyList<TradePrint> passed = stream.Trades.EndRecovery(history, out int recovered);
        foreach (TradePrint trade in passed) stream.WriteTrade(trade);
        stream.TradesAliveAt = time.GetUtcNow();
        if (recovered > 0)
        {
            stream.TradeFacts.Recovered(recovered);
            FeedLog.TradesRecovered(logger, protocol.Venue, stream.Instrument.Symbol, recovered);
        }
        if (isClosed) return;
        // A history that does not reach back leaves a hole before it; one that does, but ends too early, behind it.
        long? firstRead = history.Trades.Count > 0 ? history.Trades[0].TradeId : null;
        Hole(stream, history.Complete && firstRead is not null
            ? new(history.Trades[^1].TradeId, held, time.GetUtcNow())
            : new(lastId, firstRead ?? held, time.GetUtcNow()));
    }

    private static DateTimeOffset TimeOf(in TradePrint trade) => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(trade.ExchangeTimeNs / 100);
}
