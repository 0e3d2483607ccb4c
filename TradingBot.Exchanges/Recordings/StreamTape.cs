using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Records what is done to the book and the trades of one instrument from outside the stream of frames.</summary>
internal sealed class StreamTape(FeedTape feed, InstrumentId instrument)
{
    /// <summary>Whether the state is to be written when it next stands still.</summary>
    public bool WantsCheckpoint { get; set; }

    public void BookRestarted() => feed.Add(RecordKind.BookRestarted, instrument.Number, []);

    public void SnapshotExpected() => feed.Add(RecordKind.SnapshotExpected, instrument.Number, []);

    public void SnapshotOffered(VenueBook book) => feed.Add(RecordKind.SnapshotOffered, instrument.Number,
        feed.Content.Add(book.LastUpdateId).Add(book.ExchangeTimeNs).Add(book.BidsAreAll).Add(book.AsksAreAll).Add(book.Bids).Add(book.Asks).Content);

    public void WholeBookUsed() => feed.Add(RecordKind.WholeBookUsed, instrument.Number, []);

    public void RecoveryBegun() => feed.Add(RecordKind.RecoveryBegun, instrument.Number, []);

    public void RecoveryEnded(TradeHistory history)
    {
        ContentBuffer content = feed.Content.Add(history.Complete).Add(history.Trades.Count);
        foreach (TradePrint trade in history.Trades) content.Add(trade);
        feed.Add(RecordKind.RecoveryEnded, instrument.Number, content.Content);
    }

    public void TradesStartedAfter(in TradePrint trade) => feed.Add(RecordKind.TradesStartedAfter, instrument.Number, feed.Content.Add(trade).Content);

    public void TradesDisconnected() => feed.Add(RecordKind.TradesDisconnected, instrument.Number, []);

    public void TradesSuspected() => feed.Add(RecordKind.TradesSuspected, instrument.Number, []);

    public void StatusTold(MarketStatus status) => feed.Add(RecordKind.StatusTold, instrument.Number, feed.Content.Add((long)status).Content);

    /// <summary>Writes the whole state, unless something is being fetched for it.</summary>
    public void TryCheckpoint(BookSynchronizer book, TradeSequencer trades)
    {
        if (!book.IsSettled || trades.IsRecovering) return;
        WantsCheckpoint = false;
        ContentBuffer content = feed.Content.Add(book.LastUpdateId).Add(book.BidEdge ?? 0).Add(book.AskEdge ?? 0).Add(book.Bids()).Add(book.Asks()).Add(trades.Last is not null);
        if (trades.Last is { } last) content.Add(last);
        feed.Add(RecordKind.Checkpoint, instrument.Number, content.Content);
    }

    public static VenueBook ReadSnapshot(ref ContentReader content)
    {
        long number = content.Number(), time = content.Number();
        bool bidsAreAll = content.Flag(), asksAreAll = content.Flag();
        return new(number, time, content.Levels(), content.Levels(), bidsAreAll, asksAreAll);
    }

    public static TradeHistory ReadHistory(ref ContentReader content)
    {
        bool complete = content.Flag();
        List<TradePrint> trades = [];
        for (long left = content.Number(); left > 0; left--) trades.Add(content.Trade());
        return new(trades, complete);
    }
}
