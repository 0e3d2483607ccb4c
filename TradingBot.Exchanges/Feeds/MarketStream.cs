using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <summary>One instrument of a feed: its book, its trades, and what was last said about it to the engine.</summary>
/// <remarks>Used under the feed's gate.</remarks>
internal sealed class MarketStream(Instrument instrument, bool tradesAreContiguous, int thinSideLevels, FeedStatusBoard board, FeedOutput output)
{
    private MarketStatus _told = MarketStatus.Unknown;

    public Instrument Instrument { get; } = instrument;

    public BookSynchronizer Book { get; } = new(thinSideLevels);

    public TradeSequencer Trades { get; } = new(tradesAreContiguous);

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

    /// <summary>Last message of the book, or proof that there was nothing to say.</summary>
    public DateTimeOffset BookAliveAt { get; set; }

    /// <summary>Earliest time at which a thin side is fetched again.</summary>
    public DateTimeOffset NextThinFetch { get; set; }

    /// <summary>Last trade, or proof that there was none.</summary>
    public DateTimeOffset TradesAliveAt { get; set; }

    /// <summary>The venue had a newer book than ours at this time, and the number that it had.</summary>
    public (long Number, DateTimeOffset At)? Behind { get; set; }

    public MarketStatus Status => _told;

    /// <summary>Says to the engine whether the instrument may be used, when that changed.</summary>
    public void Tell(MarketStatus status)
    {
        if (IsHalted && status == MarketStatus.Live) status = MarketStatus.Halted;
        if (status == _told) return;
        _told = status;
        BookFacts.Changed(status);
        TradeFacts.Changed(status);
        output.Write(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = Instrument.Id, Status = status });
    }

    public void WriteSnapshot(BookUpdate book) => output.Write(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = Instrument.Id, Book = book });

    public void WriteDelta(BookUpdate change) => output.Write(new EngineInput { Kind = EngineInputKind.BookDelta, Instrument = Instrument.Id, Book = change });

    public void WriteTrade(in TradePrint trade) => output.Write(new EngineInput { Kind = EngineInputKind.Trade, Instrument = Instrument.Id, Trade = trade });
}
