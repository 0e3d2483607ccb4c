namespace TradingBot.Exchanges.Recordings;

/// <summary>This process's recording, begun where it is switched on.</summary>
public sealed class MarketRecording : IDisposable
{
    /// <summary>Begins to record where the options say so; a folder that can't be written shows in <see cref="RecordingWriter.Failure"/>.</summary>
    public MarketRecording(RecordingOptions options, RecordingMetrics metrics, TimeProvider time, RecordingFacts? facts = null)
        : this(options, options.Enabled ? new SegmentFiles(options.Folder!) : null, metrics, time, facts, patience: null)
    {
    }

    /// <summary>The same into given files, on a disk that may take so long; without files nothing is recorded.</summary>
    internal MarketRecording(RecordingOptions options, SegmentFiles? files, RecordingMetrics metrics, TimeProvider time, RecordingFacts? facts, TimeSpan? patience)
    {
        Options = options;
        Metrics = metrics;
        if (files is null) return;
        Files = files;
        Writer = new(options, files, metrics, time, facts?.Values) { Patience = patience ?? RecordingWriter.UsualPatience };
        Writer.Resume();
    }

    /// <summary>The settings.</summary>
    public RecordingOptions Options { get; }

    /// <summary>The metrics.</summary>
    public RecordingMetrics Metrics { get; }

    /// <summary>Where records go; none where nothing is recorded.</summary>
    public RecordingWriter? Writer { get; }

    /// <summary>The folder; none where nothing is recorded.</summary>
    public SegmentFiles? Files { get; }

    /// <inheritdoc/>
    public void Dispose() => Writer?.Dispose();
}

/// <summary>What the host knows of itself, written into every segment.</summary>
/// <param name="Values">Such as worker, version, feed.</param>
public sealed record RecordingFacts(IReadOnlyDictionary<string, string> Values);
