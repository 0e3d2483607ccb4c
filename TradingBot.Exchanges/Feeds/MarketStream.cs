using TradingBot.Engine;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <summary>One instrument of a feed: its book, its trades, and what was last said about it to the engine.</summary>
/// <remarks>Used under the feed's gate.</remarks>
internal sealed class MarketStream(Instrument instrument, bool tradesAreContiguous, int thinSideLevels, FeedStatusBoard board, FeedOutput output, StreamTape? tape = null)
{
    private MarketStatus _told = MarketStatus.Unknown;
    private string? _reason;

    public Instrument Instrument { get; } = instrument;

    /// <summary>Where it is recorded, if it is.</summary>
    public StreamTape? Tape => tape;

    /// <summary>Whether it is followed; once it is not, nothing of it goes to the engine.</summary>
    public bool IsFollowed { get; private set; } = true;

    public BookSynchronizer Book { get; } = new(thinSideLevels, tape);

    public TradeSequencer Trades { get; } = new(tradesAreContiguous, tape);

    public StreamFacts BookFacts { get; } = board.Stream(instrument.Venue, instrument.Symbol, StreamKind.Book);

    public StreamFacts TradeFacts { get; } = board.Stream(instrument.Venue, instrument.Symbol, StreamKind.Trades);

    /// <summary>Whether a book is being fetched.</summary>
    public bool IsFetchingBook { get; set; }

    /// <summary>Whether the venue is being asked if something was missed.</summary>
    public bool IsProbing { get; set; }

    /// <summary>Whether the history is being fetched.</summary>
    public bool IsFetchingTrades { get; set; }

    /// <summary>Whether the venue has stopped trading it.</summary>
    public bool IsHalted { get; set; }

    /// <summary>Whether the venue knows it; one that is gone can't be subscribed to.</summary>
    public bool IsListed { get; set; } = true;

    /// <summary>Whether the present connection was opened without it, because it was not listed then.</summary>
    public bool IsLeftOut { get; set; }

    /// <summary>Last message of the book, or proof that there was nothing to say.</summary>
    public DateTimeOffset BookAliveAt { get; set; }

    /// <summary>Earliest time at which a thin side is fetched again.</summary>
    public DateTimeOffset NextThinFetch { get; set; }

    /// <summary>Last trade, or proof that there was none.</summary>
    public DateTimeOffset TradesAliveAt { get; set; }

    /// <summary>Next time that the trades are compared with the venue's history, however few there are.</summary>
    public DateTimeOffset NextTradeComparison { get; set; }

    /// <summary>When they were compared last.</summary>
    public DateTimeOffset ComparedAt { get; set; }

    /// <summary>Whether they are being compared.</summary>
    public bool IsComparing { get; set; }

    /// <summary>Trades that passed since they were compared.</summary>
    public int UncomparedTrades { get; set; }

    /// <summary>The newest trade up to which all were compared; null before the first comparison.</summary>
    public long? ComparedTo { get; set; }

    /// <summary>The venue had a newer book than ours at this time, and the number that it had.</summary>
    public (long Number, DateTimeOffset At)? Behind { get; set; }

    /// <summary>Since when the book could not be fetched, while it is not in sync; null when the last fetch succeeded.</summary>
    public DateTimeOffset? NotFetchedSince { get; set; }

    /// <summary>Whether whole books of few levels are used, because no book can be fetched.</summary>
    public bool IsOnFallback { get; set; }

    public MarketStatus Status => _told;

    /// <summary>Says to the engine whether the instrument may be used, when that changed.</summary>
    /// <param name="status">Whether.</param>
    /// <param name="reason">Why it is not live.</param>
    public void Tell(MarketStatus status, string? reason = null)
    {
        if (!IsFollowed) return;
        if (IsHalted && status == MarketStatus.Live) (status, reason) = (MarketStatus.Halted, "the venue has stopped trading it");
        if (status == _told && reason == _reason) return;
        bool isNew = status != _told;
        (_told, _reason) = (status, reason);
        BookFacts.Changed(status, reason);
        TradeFacts.Changed(status, reason);
        if (!isNew) return;
        tape?.StatusTold(status);
        output.Write(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = Instrument.Id, Status = status });
    }

    /// <summary>The instrument is not followed any more: nothing is known of its market from here on.</summary>
    public void Leave()
    {
        Tell(MarketStatus.Unknown);
        IsFollowed = false;
        board.Forget(Instrument.Venue, Instrument.Symbol);
    }

    public void WriteSnapshot(BookUpdate book) => Write(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = Instrument.Id, Book = book });

    public void WriteDelta(BookUpdate change) => Write(new EngineInput { Kind = EngineInputKind.BookDelta, Instrument = Instrument.Id, Book = change });

    public void WriteTrade(in TradePrint trade) => Write(new EngineInput { Kind = EngineInputKind.Trade, Instrument = Instrument.Id, Trade = trade });

    /// <summary>Notes the middle of the best prices, for the comparison of venues.</summary>
    public void NotePrice() =>
        BookFacts.Priced(Book.BestBid.Quantity.IsZero || Book.BestAsk.Quantity.IsZero ? null : MiddleOf(Book.BestBid.Price, Book.BestAsk.Price));

    public decimal MiddleOf(Price bid, Price ask) => (Instrument.ToDecimal(bid) + Instrument.ToDecimal(ask)) / 2;

    private void Write(in EngineInput input)
    {
        if (IsFollowed) output.Write(input);
    }
}
