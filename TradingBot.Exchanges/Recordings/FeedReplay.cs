using TradingBot.Engine;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Recordings;

/// <summary>One group of a feed of a recording, which is what shares a connection: the recorded frames through the feeds' own parser, books and trade sequencer, which gives the inputs that the feed gave.</summary>
/// <remarks>Where a recording begins in the middle, an instrument gives nothing before its first checkpoint.</remarks>
internal sealed class FeedReplay(Venue venue)
{
    private readonly FrameReading _reading = new();
    private readonly Dictionary<long, Queue<byte[]>> _held = [];
    private readonly Dictionary<long, ReplayedStream> _streams = [];
    private InstrumentTable _table = new([]);

    /// <summary>Instruments that are watched now.</summary>
    public IReadOnlyList<Instrument> Instruments => _table.Instruments;

    /// <summary>Books and trades of the instruments that are watched now.</summary>
    public IEnumerable<ReplayedStream> Streams => _streams.Values;

    /// <summary>The last handled frame.</summary>
    public FrameReading Reading => _reading;

    /// <summary>The book and trades of an instrument; null where it is not watched.</summary>
    public ReplayedStream? Find(InstrumentId instrument) => _streams.GetValueOrDefault(instrument.Number);

    /// <summary>Takes the next record of this feed.</summary>
    /// <param name="record">In the order of the recording.</param>
    /// <param name="inputs">Is given what the feed wrote to the engine because of it.</param>
    /// <exception cref="RecordingException">The record can't be read.</exception>
    public void Take(in TapeRecord record, List<EngineInput> inputs)
    {
        switch (record.Kind)
        {
            case RecordKind.FeedStarted: Watch(record, startsOver: true); break;
            case RecordKind.Watching: Watch(record, startsOver: false); break;
            case RecordKind.Frame: Handle(record.Content.Span, inputs); break;
            case RecordKind.FrameHeld: Hold(record); break;
            case RecordKind.HeldTaken:
                if (_held.GetValueOrDefault(record.Source)?.TryDequeue(out byte[]? frame) == true) Handle(frame, inputs);
                break;
            case RecordKind.Hole: Forget(); break;
            case RecordKind.FrameHandshake or RecordKind.FrameUnused: break;
            default:
                if (Find(new InstrumentId((int)record.Source)) is { } stream) Step(stream, record, inputs);
                break;
        }
    }

    /// <summary>Something is missing: nothing is known before the next checkpoint.</summary>
    public void Forget()
    {
        foreach (ReplayedStream stream in _streams.Values) stream.IsKnown = false;
        _held.Clear();
    }

    private void Watch(in TapeRecord record, bool startsOver)
    {
        WatchedMarkets watched = WatchedMarkets.Read(record.Content.Span);
        _table = new(watched.Instruments);
        if (startsOver)
        {
            _streams.Clear();
            _held.Clear();
        }
        foreach (long gone in _streams.Keys.Except(watched.Instruments.Select(instrument => (long)instrument.Id.Number)).ToArray()) _streams.Remove(gone);
        foreach (Instrument instrument in watched.Instruments)
            _streams.TryAdd(instrument.Id.Number, new(instrument, watched.TradesAreContiguous) { IsKnown = startsOver });
    }

    private void Hold(in TapeRecord record)
    {
        if (!_held.TryGetValue(record.Source, out Queue<byte[]>? held)) _held[record.Source] = held = new();
        held.Enqueue(record.Content.ToArray());
    }

    private void Handle(ReadOnlySpan<byte> frame, List<EngineInput> inputs)
    {
        FrameKind kind = venue == Venue.KuCoin ? KuCoinFrames.Parse(frame, _table, _reading) : BinanceFrames.Parse(frame, _table, _reading);
        if (kind is not (FrameKind.Book or FrameKind.Trade)) return;
        Instrument instrument = _table.Instruments[_reading.Place];
        if (Find(instrument.Id) is not { IsKnown: true } stream) return;
        if (kind == FrameKind.Book) Change(stream, inputs);
        else Trade(stream, inputs);
    }

    private void Change(ReplayedStream stream, List<EngineInput> inputs)
    {
        switch (stream.Book.Offer(_reading, out BookUpdate? change))
        {
            case ChangeOutcome.Applied or ChangeOutcome.Overlapping:
                stream.Counts.Changes++;
                inputs.Add(new EngineInput { Kind = EngineInputKind.BookDelta, Instrument = stream.Instrument.Id, Book = change });
                break;
            case ChangeOutcome.Gap or ChangeOutcome.Crossed or ChangeOutcome.Unreadable: stream.Counts.Gaps++; break;
            case ChangeOutcome.Kept: break;
            default: stream.Counts.Repeated++; break;
        }
    }

    private void Trade(ReplayedStream stream, List<EngineInput> inputs)
    {
        switch (stream.Trades.Offer(_reading.Trade))
        {
            case TradeOutcome.Passed: inputs.Add(TradeOf(stream, _reading.Trade)); break;
            case TradeOutcome.Ignored: stream.Counts.Repeated++; break;
            default: break;
        }
    }

    private BookUpdate WholeBook() => new()
    {
        FirstUpdateId = _reading.LastUpdateId,
        LastUpdateId = _reading.LastUpdateId,
        ExchangeTimeNs = _reading.ExchangeTimeNs,
        Bids = FeedMarkets.Levels(_reading.Bids),
        Asks = FeedMarkets.Levels(_reading.Asks),
    };

    private void Step(ReplayedStream stream, in TapeRecord record, List<EngineInput> inputs)
    {
        ContentReader content = new(record.Content.Span);
        if (record.Kind == RecordKind.Checkpoint)
        {
            Resume(stream, ref content);
            return;
        }
        if (record.Kind == RecordKind.StatusTold)
        {
            inputs.Add(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = stream.Instrument.Id, Status = (MarketStatus)content.Number() });
            return;
        }
        if (record.Kind == RecordKind.WholeBookUsed)
        {
            inputs.Add(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = stream.Instrument.Id, Book = WholeBook() });
            return;
        }
        if (!stream.IsKnown) return;
        switch (record.Kind)
        {
            case RecordKind.BookRestarted: stream.Book.Restart(); break;
            case RecordKind.SnapshotExpected: stream.Book.ExpectSnapshot(); break;
            case RecordKind.SnapshotOffered:
                if (stream.Book.Accept(StreamTape.ReadSnapshot(ref content), out BookUpdate? book) != SnapshotOutcome.Accepted) break;
                stream.Counts.Snapshots++;
                inputs.Add(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = stream.Instrument.Id, Book = book });
                break;
            case RecordKind.RecoveryBegun: stream.Trades.TryBeginRecovery(); break;
            case RecordKind.TradesSuspected: stream.Trades.Suspect(); break;
            case RecordKind.RecoveryEnded:
                TradeHistory history = StreamTape.ReadHistory(ref content);
                if (!stream.Trades.IsClosedBy(history)) stream.Counts.TradeHoles++;
                foreach (TradePrint trade in stream.Trades.EndRecovery(history, out _)) inputs.Add(TradeOf(stream, trade));
                break;
            case RecordKind.TradesStartedAfter: stream.Trades.TryStartAfter(content.Trade()); break;
            case RecordKind.TradesDisconnected: stream.Trades.Disconnected(); break;
            default: break;
        }
    }

    private static void Resume(ReplayedStream stream, ref ContentReader content)
    {
        long number = content.Number(), bidEdge = content.Number(), askEdge = content.Number();
        BookLevel[] bids = content.Levels(), asks = content.Levels();
        TradePrint? last = content.Flag() ? content.Trade() : null;
        // A state that is followed already must be the recorded one; where it is not, the recording is at fault and the next digest shows it.
        if (stream.IsKnown) return;
        stream.Book.Resume(number, (bids, EdgeOf(bidEdge)), (asks, EdgeOf(askEdge)));
        stream.Trades.Resume(last);
        stream.IsKnown = true;
    }

    private static Price? EdgeOf(long units) => units == 0 ? null : new(units);

    private static EngineInput TradeOf(ReplayedStream stream, in TradePrint trade)
    {
        stream.Counts.Trades++;
        return new() { Kind = EngineInputKind.Trade, Instrument = stream.Instrument.Id, Trade = trade };
    }
}

/// <summary>An instrument of a replayed feed.</summary>
internal sealed class ReplayedStream(Instrument instrument, bool tradesAreContiguous)
{
    public Instrument Instrument => instrument;

    public BookSynchronizer Book { get; } = new(thinSideLevels: 1);

    public TradeSequencer Trades { get; } = new(tradesAreContiguous);

    public StreamCounts Counts { get; } = new();

    /// <summary>Whether book and trades are those of the feed; not before the first checkpoint of a recording that begins in the middle.</summary>
    public bool IsKnown { get; set; }
}
