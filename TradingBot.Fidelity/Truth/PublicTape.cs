using System.Text.Json;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;
using TradingBot.ExchangeSim;
using TradingBot.Fidelity.Cases;
using SimVenue = TradingBot.ExchangeSim.Market.Venue;

namespace TradingBot.Fidelity.Truth;

/// <summary>Turns the public messages of a run into inputs of the engine, with the parsers and the book procedure of the live feeds.</summary>
/// <remarks>The times of the inputs are the times at which the venue sent the messages: what a message takes on its way is part of an order's round trip.</remarks>
internal sealed class PublicTape
{
    private const int SnapshotLevels = 1_000;
    private const int KucoinLevels = 100;

    private readonly MarketLab _lab;
    private readonly FrameReading _reading = new();
    private readonly Dictionary<SimVenue, (LabClient Client, InstrumentTable Table)> _venues = [];
    private readonly Dictionary<InstrumentId, BookSynchronizer> _books = [];
    private readonly List<EngineInput> _inputs = [];

    private PublicTape(MarketLab lab, bool withBooks)
    {
        _lab = lab;
        foreach (IGrouping<SimVenue, LabBook> venue in LabBook.All.GroupBy(book => book.Venue))
        {
            string[] streams = [.. venue.Select(book => book.TradeStream), .. withBooks ? venue.Select(book => book.BookStream) : []];
            _venues.Add(venue.Key, (lab.Connect(venue.Key, streams), new InstrumentTable([.. venue.Select(book => book.Instrument)])));
        }
    }

    /// <summary>Lets a lab run and listens to everything.</summary>
    /// <param name="lab">Has just been opened.</param>
    /// <param name="untilNs">Until when.</param>
    /// <returns>The engine's inputs in order of time, not numbered.</returns>
    public static List<EngineInput> Record(MarketLab lab, long untilNs)
    {
        PublicTape tape = new(lab, withBooks: true);
        foreach (LabBook book in LabBook.All) tape.Open(book);
        lab.RunTo(untilNs);
        tape.TakeFrames();
        return tape._inputs;
    }

    /// <summary>Lets a lab run and listens to the trades only.</summary>
    /// <param name="lab">Has its orders.</param>
    /// <param name="untilNs">Until when.</param>
    public static List<EngineInput> RecordTrades(MarketLab lab, long untilNs)
    {
        PublicTape tape = new(lab, withBooks: false);
        lab.RunTo(untilNs);
        tape.TakeFrames();
        return tape._inputs;
    }

    private void Open(LabBook book)
    {
        BookSynchronizer synchronizer = new(thinSideLevels: 1);
        _books.Add(book.Instrument.Id, synchronizer);
        using JsonDocument answer = JsonDocument.Parse(_lab.Depth(book.Venue, book.Instrument.VenueSymbol, SnapshotLevels));
        VenueBook snapshot = book.Venue == SimVenue.Binance
            ? BinanceAnswers.Book(answer.RootElement, book.Instrument, SnapshotLevels)
            : KuCoinAnswers.Book(answer.RootElement.GetProperty("data"), book.Instrument, KucoinLevels);
        if (synchronizer.Accept(snapshot, out BookUpdate? whole) != SnapshotOutcome.Accepted) throw new InvalidOperationException($"The simulator's book of {book.Instrument.VenueSymbol} is no book.");
        _inputs.Add(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = book.Instrument.Id, Book = whole, TimeNs = _lab.NowNs });
        _inputs.Add(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = book.Instrument.Id, Status = MarketStatus.Live, TimeNs = _lab.NowNs });
    }

    private void TakeFrames()
    {
        // Stable: what one venue sent at one time stays in its order.
        foreach ((SimVenue venue, LabFrame frame) in _venues.SelectMany(pair => pair.Value.Client.Take().Select(frame => (pair.Key, frame))).OrderBy(sent => sent.frame.TimeNs).ToArray())
            Take(venue, frame);
    }

    private void Take(SimVenue venue, LabFrame frame)
    {
        InstrumentTable table = _venues[venue].Table;
        FrameKind kind = venue == SimVenue.Binance ? BinanceFrames.Parse(frame.Payload.Span, table, _reading) : KuCoinFrames.Parse(frame.Payload.Span, table, _reading);
        if (kind is not (FrameKind.Book or FrameKind.Trade)) throw new InvalidOperationException($"The feeds' parser takes a frame of {venue} for {kind} ({_reading.Refusal}).");
        InstrumentId instrument = table.Instruments[_reading.Place].Id;
        if (kind == FrameKind.Trade)
        {
            _inputs.Add(new EngineInput { Kind = EngineInputKind.Trade, Instrument = instrument, Trade = _reading.Trade, TimeNs = frame.TimeNs });
            return;
        }

        ChangeOutcome outcome = _books[instrument].Offer(_reading, out BookUpdate? change);
        if (outcome is ChangeOutcome.Applied or ChangeOutcome.Overlapping)
            _inputs.Add(new EngineInput { Kind = EngineInputKind.BookDelta, Instrument = instrument, Book = change, TimeNs = frame.TimeNs });
        else if (outcome is not (ChangeOutcome.Old or ChangeOutcome.Duplicate))
            throw new InvalidOperationException($"The book of instrument {instrument.Number} lost its sync: {outcome}.");
    }
}
