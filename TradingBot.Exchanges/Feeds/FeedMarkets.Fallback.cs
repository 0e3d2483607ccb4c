using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <content>
/// Where a book cannot be fetched for too long, and the venue also streams whole books of few levels, those are used: each is exact for its levels, and between
/// two of them nothing is known. The fetching goes on; when it succeeds the stream of changes is joined again.
/// </content>
internal sealed partial class FeedMarkets
{
    /// <summary>A connection took over from another: what was subscribed beside the usual is subscribed again.</summary>
    public void Replaced()
    {
        foreach (MarketStream stream in streams)
            if (stream.IsOnFallback) Subscribe(stream);
    }

    private void NotFetched(MarketStream stream, string problem)
    {
        if (stream.Book.IsSynced || stream.IsOnFallback) return;
        stream.NotFetchedSince ??= time.GetUtcNow();
        stream.Tell(stream.Status is MarketStatus.Live or MarketStatus.Unknown ? MarketStatus.Syncing : stream.Status, $"the book can't be fetched: {problem}");
    }

    private void WatchFallback(MarketStream stream, DateTimeOffset now)
    {
        if (stream.IsOnFallback)
        {
            TimeSpan age = now - stream.BookAliveAt;
            if (age >= options.StaleAfter && stream.Status == MarketStatus.Live)
                stream.Tell(MarketStatus.Stale, $"no whole book for {age.TotalSeconds:0.#} s");
            return;
        }
        if (stream.NotFetchedSince is not { } since || now - since < options.SnapshotFallbackAfter || protocol.SubscribeWholeBook(stream.Instrument, true) is null) return;
        stream.IsOnFallback = true;
        Subscribe(stream);
        FeedLog.Fallback(logger, protocol.Venue, stream.Instrument.Symbol, protocol.WholeBookLevels);
    }

    private void Subscribe(MarketStream stream)
    {
        if (protocol.SubscribeWholeBook(stream.Instrument, true) is { } message) Session.Start(cancellation => Session.SendAsync(message, cancellation));
    }

    private void LeaveFallback(MarketStream stream)
    {
        if (!stream.IsOnFallback) return;
        stream.IsOnFallback = false;
        stream.BookFacts.Limited(null);
        if (_session is not null && protocol.SubscribeWholeBook(stream.Instrument, false) is { } message)
            Session.Start(cancellation => Session.SendAsync(message, cancellation));
    }

    private void OnWholeBook(MarketStream stream, DateTimeOffset now)
    {
        // What was on its way when the fallback ended is older than the book that ended it.
        if (!stream.IsOnFallback) return;
        stream.BookFacts.Received(now, Received(StreamKind.Book, now));
        if (_isLate) return;
        BookLevel[] bids = Levels(_reading.Bids), asks = Levels(_reading.Asks);
        if (bids.Length == 0 || asks.Length == 0 || bids[0].Price >= asks[0].Price)
        {
            stream.Tell(MarketStatus.Crossed, "the venue's whole book is crossed or empty");
            return;
        }
        stream.BookAliveAt = now;
        // These books have no number; their time in milliseconds stands in its place.
        long number = _reading.LastUpdateId;
        stream.Tape?.WholeBookUsed();
        stream.WriteSnapshot(new BookUpdate { FirstUpdateId = number, LastUpdateId = number, ExchangeTimeNs = _reading.ExchangeTimeNs, Bids = bids, Asks = asks });
        stream.BookFacts.Limited($"whole books of {protocol.WholeBookLevels} levels a side, for the book to join the changes to can't be fetched");
        stream.BookFacts.Priced(stream.MiddleOf(bids[0].Price, asks[0].Price));
        stream.Tell(MarketStatus.Live);
    }

    internal static BookLevel[] Levels(ReadOnlySpan<Parsing.ChangedLevel> read)
    {
        BookLevel[] levels = new BookLevel[read.Length];
        int count = 0;
        foreach (Parsing.ChangedLevel level in read)
        {
            // Beyond a quantity that can't be represented the book is not known.
            if (level.IsUnknown) break;
            levels[count++] = level.Level;
        }
        return count == levels.Length ? levels : levels[..count];
    }
}
