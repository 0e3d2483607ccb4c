using System.Diagnostics.Metrics;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Metrics of the recording, meter <see cref="MeterName"/>. The text endpoint appends units and <c>_total</c>.</summary>
public sealed class RecordingMetrics : IDisposable
{
    /// <summary>Name of the meter to subscribe to.</summary>
    public const string MeterName = "TradingBot.Recordings";

    private readonly Meter _meter;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _records;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _deleted;
    private readonly Histogram<double> _flush;
    private readonly KeyValuePair<string, object?>[] _kinds =
        [.. Enumerable.Range(0, (int)Enum.GetValues<RecordKind>().Max() + 1).Select(kind => new KeyValuePair<string, object?>("kind", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(((RecordKind)kind).ToString())))];

    private Func<double> _lag = () => 0;
    private Func<bool> _isRecording = () => true;
    private long _segments;
    private long _storedBytes;

    /// <summary>Creates the meter.</summary>
    public RecordingMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _bytes = _meter.CreateCounter<long>("recording_bytes", description: "Uncompressed bytes handed to the operating system.");
        _records = _meter.CreateCounter<long>("recording_records", description: "Records taken, by kind.");
        _dropped = _meter.CreateCounter<long>("recording_dropped", description: "Records that could not be written.");
        _failures = _meter.CreateCounter<long>("recording_failures", description: "Times that the recording stopped by itself.");
        _deleted = _meter.CreateCounter<long>("recording_deleted_segments", description: "Sealed segments that were deleted to keep the folder within its budget.");
        _flush = _meter.CreateHistogram<double>("recording_flush", "s", "Time that a journal transaction waited until its records were with the operating system.");
        _meter.CreateObservableGauge("recording_failed", () => _isRecording() ? 0 : 1, description: "1 while nothing is recorded although it should be.");
        _meter.CreateObservableGauge("recording_lag", () => _lag(), "s", "Age of the oldest record that the operating system does not have yet.");
        _meter.CreateObservableGauge("recording_segments", () => Interlocked.Read(ref _segments), description: "Segments in the folder.");
        _meter.CreateObservableGauge("recording_stored", () => Interlocked.Read(ref _storedBytes), "By", "Size of all segments in the folder.");
        _dropped.Add(0);
        _failures.Add(0);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Observe(Func<double> lag, Func<bool> isRecording) => (_lag, _isRecording) = (lag, isRecording);

    internal void Recorded(RecordKind kind, int bytes) => _records.Add(1, _kinds[(int)kind]);

    internal void Wrote(int bytes) => _bytes.Add(bytes);

    internal void Dropped(int records) => _dropped.Add(records);

    internal void Failed() => _failures.Add(1);

    /// <summary>A sealed segment was deleted.</summary>
    public void Deleted() => _deleted.Add(1);

    internal void Flushed(TimeSpan elapsed) => _flush.Record(elapsed.TotalSeconds);

    /// <summary>The folder was looked at.</summary>
    public void Stored(int segments, long bytes)
    {
        Interlocked.Exchange(ref _segments, segments);
        Interlocked.Exchange(ref _storedBytes, bytes);
    }
}
