using System.Text.Json;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>What a segment holds.</summary>
/// <param name="Session">The session that wrote it.</param>
/// <param name="Ordinal">Place within the session, from 1.</param>
/// <param name="FirstRecord">Number of its first record.</param>
/// <param name="LastRecord">Number of its last record.</param>
/// <param name="FirstTimeNs">Time of its first record, nanoseconds since the Unix epoch.</param>
/// <param name="LastTimeNs">Time of its last record.</param>
/// <param name="FirstSequence">First input of the engine; 0 where there is none.</param>
/// <param name="LastSequence">Last input of the engine; 0 where there is none.</param>
/// <param name="Bytes">Uncompressed size.</param>
/// <param name="Records">Records by kind.</param>
/// <param name="Markets">Frames by exchange.</param>
public sealed record SegmentIndex(
    Guid Session, int Ordinal, long FirstRecord, long LastRecord, long FirstTimeNs, long LastTimeNs, long FirstSequence, long LastSequence, long Bytes,
    IReadOnlyDictionary<RecordKind, long> Records, IReadOnlyList<RecordedMarket> Markets)
{
    /// <summary>Frames of all exchanges.</summary>
    public long Frames => Markets.Sum(market => market.Frames);

    /// <summary>Reads a segment and says what it holds.</summary>
    public static SegmentIndex Of(SegmentReader segment)
    {
        IndexBuilder builder = new();
        foreach (TapeRecord record in segment.Read()) builder.Add(record);
        return builder.Build(segment.Session, segment.Ordinal, segment.FirstRecord);
    }
}

/// <summary>What a segment holds of one exchange.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Symbols">Watched symbols, in our spelling.</param>
/// <param name="Frames">Frames received.</param>
/// <param name="Bytes">Bytes of these frames.</param>
public sealed record RecordedMarket(Venue Venue, IReadOnlyList<string> Symbols, long Frames, long Bytes);

/// <summary>Counts the records of a segment.</summary>
internal sealed class IndexBuilder
{
    private readonly SortedDictionary<RecordKind, long> _records = [];
    private readonly SortedDictionary<Venue, (SortedSet<string> Symbols, long Frames, long Bytes)> _markets = [];
    private long _firstRecord, _lastRecord, _firstTimeNs, _lastTimeNs, _firstSequence, _lastSequence, _bytes;

    public void Add(in TapeRecord record)
    {
        if (_firstRecord == 0) (_firstRecord, _firstTimeNs) = (record.Number, record.TimeNs);
        (_lastRecord, _lastTimeNs) = (record.Number, Math.Max(_lastTimeNs, record.TimeNs));
        _bytes += record.Content.Length;
        _records[record.Kind] = _records.GetValueOrDefault(record.Kind) + 1;
        if (record.IsFrame) Count(record.Venue, [], 1, record.Content.Length);
        else if (record.Kind is RecordKind.FeedStarted or RecordKind.Watching) Count(record.Venue, WatchedMarkets.Read(record.Content.Span).Instruments.Select(instrument => instrument.Symbol), 0, 0);
        else if (record.Kind == RecordKind.Input)
        {
            long sequence = InputNote.Read(record).Sequence;
            if (_firstSequence == 0) _firstSequence = sequence;
            _lastSequence = sequence;
        }
    }

    public SegmentIndex Build(Guid session, int ordinal, long firstRecord) => new(
        session, ordinal, _firstRecord == 0 ? firstRecord : _firstRecord, _lastRecord, _firstTimeNs, _lastTimeNs, _firstSequence, _lastSequence, _bytes, _records,
        [.. _markets.Select(pair => new RecordedMarket(pair.Key, [.. pair.Value.Symbols], pair.Value.Frames, pair.Value.Bytes))]);

    private void Count(Venue venue, IEnumerable<string> symbols, long frames, long bytes)
    {
        (SortedSet<string> Symbols, long Frames, long Bytes) market = _markets.TryGetValue(venue, out var known) ? known : (new(StringComparer.Ordinal), 0, 0);
        market.Symbols.UnionWith(symbols);
        _markets[venue] = market with { Frames = market.Frames + frames, Bytes = market.Bytes + bytes };
    }
}

/// <summary>The instruments of a feed as they stand in <see cref="RecordKind.FeedStarted"/> and <see cref="RecordKind.Watching"/>.</summary>
/// <param name="TradesAreContiguous">Whether trade ids rise by one.</param>
/// <param name="Instruments">With their lasting ids.</param>
internal sealed record WatchedMarkets(bool TradesAreContiguous, IReadOnlyList<Instrument> Instruments)
{
    public static WatchedMarkets Read(ReadOnlySpan<byte> content) =>
        JsonSerializer.Deserialize<WatchedMarkets>(content, RecordingJson.Options) ?? throw new RecordingException("a list of instruments is empty");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, RecordingJson.Options);
}
