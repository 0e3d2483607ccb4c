using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Tests.Recordings;

/// <summary>A folder with segments that vanishes with the test, and the smallest allowed sizes.</summary>
internal sealed class TestRecording : IDisposable
{
    private readonly RecordingMetrics _metrics = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("tradingbot-recording-test-").FullName;

    public RecordingOptions Options { get; } = new() { Enabled = true };

    public RecordingWriter Write(Func<string, Stream>? open = null, TimeSpan? patience = null)
    {
        Options.Folder = Folder;
        // On a busy machine a file may take its time.
        RecordingWriter writer = new(Options, open is null ? new(Folder) : new(Folder, open), _metrics, TimeProvider.System) { Patience = patience ?? TimeSpan.FromSeconds(30) };
        Assert.True(writer.Resume(), writer.Failure);
        return writer;
    }

    public string[] Files(string pattern = "*.tbr*") => [.. Directory.GetFiles(Folder, pattern).Order(StringComparer.Ordinal)];

    /// <summary>Seals what has ended.</summary>
    public void Seal()
    {
        foreach (string open in Files("*.tbr.open")) SegmentSealer.Seal(open);
    }

    /// <summary>All records of all segments, with copies of their contents.</summary>
    public List<TapeRecord> ReadAll() => [.. Files().SelectMany(Read)];

    public static List<TapeRecord> Read(string path)
    {
        using SegmentReader segment = SegmentReader.Open(path);
        return [.. segment.Read().Select(record => record with { Content = record.Content.ToArray() })];
    }

    public static long AddFrame(RecordingWriter writer, ReadOnlySpan<byte> frame) => writer.Add(RecordKind.Frame, Venue.Binance, 1, frame);

    public void Dispose()
    {
        _metrics.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
