using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Checks segments of ours: every checksum, every input of the engine derived again, each book against the best prices that were recorded.</summary>
internal sealed class SegmentVerifier
{
    private readonly SortedDictionary<(Venue Venue, string Symbol), StreamCheck> _streams = [];
    private readonly List<string> _damages = [];
    private readonly List<string> _notes = [];
    private readonly Action<long> _progress;
    private InputReplay _replay = new();
    private long _frames, _firstNs, _lastNs, _same, _different, _unknown, _missing, _firstSequence, _lastSequence;
    private bool _afterHole;

    private SegmentVerifier(Action<long> progress) => _progress = progress;

    public static RecordingVerification Verify(IReadOnlyList<string> files, Action<long> progress, CancellationToken cancellation)
    {
        SegmentVerifier verifier = new(progress);
        List<(Guid Session, int Ordinal, string Path)> segments = [];
        foreach (string file in files)
        {
            using SegmentReader segment = SegmentReader.Open(file);
            segments.Add((segment.Session, segment.Ordinal, file));
        }
        // Sessions by age: their ids begin with their time.
        segments.Sort((left, right) => (left.Session, left.Ordinal).CompareTo((right.Session, right.Ordinal)));
        (Guid Session, int Ordinal) before = default;
        foreach ((Guid session, int ordinal, string path) in segments)
        {
            if (session != before.Session) verifier.Begin();
            else if (ordinal != before.Ordinal + 1) verifier.Skip($"segments {before.Ordinal + 1} to {ordinal - 1} of session {session} are missing");
            before = (session, ordinal);
            verifier.Take(path, cancellation);
        }
        return verifier.Result([.. segments.Select(segment => segment.Path)]);
    }

    private void Begin()
    {
        Collect();
        _replay = new();
        _lastSequence = 0;
    }

    private void Skip(string note)
    {
        _notes.Add(note);
        foreach (FeedReplay feed in _replay.Feeds) feed.Forget();
        _afterHole = true;
    }

    private void Take(string path, CancellationToken cancellation)
    {
        using SegmentReader segment = SegmentReader.Open(path);
        if (!segment.IsIntact()) _damages.Add($"{path}: it was changed since it was sealed, or is cut off (checksum over the whole file)");
        segment.ReadIndex();
        int known = 0;
        foreach (TapeRecord record in segment.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (segment.Damages.Count > known) Skip($"{path}: a damaged part is left out");
            known = segment.Damages.Count;
            Take(record);
        }
        foreach (Damage damage in segment.Damages)
        {
            string text = $"{path}: {damage.Reason}; {damage.Length} bytes at {damage.Offset}";
            if (damage.IsTornTail) _notes.Add(text);
            else _damages.Add(text);
        }
    }

    private void Take(in TapeRecord record)
    {
        if (_firstNs == 0) _firstNs = record.TimeNs;
        _lastNs = Math.Max(_lastNs, record.TimeNs);
        if (record.Kind == RecordKind.Hole) Skip($"record {record.Number}: {record.Source} records are missing before it ({System.Text.Encoding.UTF8.GetString(record.Content.Span)})");
        if (record.IsFrame) _progress(++_frames);
        if (record.Kind is RecordKind.FeedStarted or RecordKind.Watching) Collect();
        if (_replay.TryTake(record, out ReplayedInput input)) Count(input);
        else if (record.Kind is RecordKind.Frame or RecordKind.HeldTaken) Compare(_replay.Present!);
        else if (record.Kind == RecordKind.SnapshotOffered && _replay.Present is not null) Compare(_replay.Present, new InstrumentId((int)record.Source));
    }

    private void Count(in ReplayedInput input)
    {
        long sequence = input.Note.Sequence;
        if (_firstSequence == 0) _firstSequence = sequence;
        if (_lastSequence != 0 && sequence != _lastSequence + 1 && !_afterHole) _missing += sequence - _lastSequence - 1;
        (_lastSequence, _afterHole) = (sequence, false);
        switch (input.Outcome)
        {
            case ReplayOutcome.Same: _same++; break;
            case ReplayOutcome.Different: _different++; break;
            case ReplayOutcome.Unknown:
            default: _unknown++; break;
        }
    }

    private void Compare(FeedReplay feed)
    {
        FrameReading reading = feed.Reading;
        if (reading.Kind is not (FrameKind.Book or FrameKind.BestPrices)) return;
        Instrument instrument = feed.Instruments[reading.Place];
        if (reading.Kind == FrameKind.BestPrices) Of(instrument).Best.Publish(reading.LastUpdateId, reading.BestBid, reading.BestAsk);
        Compare(feed, instrument.Id);
    }

    private void Compare(FeedReplay feed, InstrumentId id)
    {
        if (feed.Find(id) is { IsKnown: true } stream) Of(stream.Instrument).Best.Compare(stream.Book, stream.Book);
    }

    private StreamCheck Of(Instrument instrument)
    {
        (Venue, string) key = (instrument.Venue, instrument.Symbol);
        if (!_streams.TryGetValue(key, out StreamCheck? check)) _streams[key] = check = new();
        return check;
    }

    // A feed that starts over, one that follows others from now on, or a new session has new streams: what the old ones counted is added up.
    private void Collect()
    {
        foreach (FeedReplay feed in _replay.Feeds)
            foreach (ReplayedStream stream in feed.Streams)
            {
                Of(stream.Instrument).Counts.Add(stream.Counts);
                stream.Counts.Clear();
            }
    }

    private RecordingVerification Result(IReadOnlyList<string> files)
    {
        Collect();
        return new("own", files, LineVerifier.Time(_firstNs), LineVerifier.Time(_lastNs), _frames,
            [.. _streams.Select(pair => pair.Value.Result(pair.Key.Venue, pair.Key.Symbol))],
            _firstSequence == 0 ? null : new(_same, _different, _unknown, _missing, _firstSequence, _lastSequence), _damages, _notes);
    }

    private sealed class StreamCheck
    {
        public BestPriceComparison Best { get; } = new();

        public StreamCounts Counts { get; } = new();

        public MarketVerification Result(Venue venue, string symbol) => new(
            venue, symbol, Counts.Snapshots, Counts.Changes, Best.Matches, Best.Mismatches, Best.Incomparable, Counts.Gaps, Counts.Trades, Counts.TradeHoles, Counts.Repeated, Best.FirstMismatch);
    }
}
