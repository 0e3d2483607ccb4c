using System.Diagnostics;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Benchmarks;

/// <summary>
/// What recording costs, with the frames of <c>binance_500k.ndjson</c> (given as an argument or found in the folder TRADINGBOT_BENCH): frames per second taken on one thread, memory
/// per frame, the wait of a journal transaction for its records, and the size of a frame once sealed. Written below the folder for temporary files.
/// </summary>
internal static class RecordingBenchmark
{
    private const int Frames = 200_000;
    private const int Flushes = 2_000;

    public static int Run(string? path)
    {
        path ??= Path.Combine(Environment.GetEnvironmentVariable("TRADINGBOT_BENCH") ?? "", "binance_500k.ndjson");
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"{path}: no such file. Give binance_500k.ndjson as an argument, or its folder by TRADINGBOT_BENCH.");
            return 2;
        }
        byte[][] frames = [.. File.ReadLines(path).Take(Frames).Select(Encoding.UTF8.GetBytes)];
        string folder = Directory.CreateTempSubdirectory("tradingbot-recording-benchmark-").FullName;
        try
        {
            using RecordingMetrics metrics = new();
            RecordingOptions options = new() { Enabled = true, Folder = folder, SegmentBytes = 1024L * 1024 * 1024, BudgetBytes = 4096L * 1024 * 1024 };
            using RecordingWriter writer = new(options, new(folder), metrics, TimeProvider.System);
            if (!writer.Resume()) throw new IOException(writer.Failure);
            Record(writer, frames[..20_000], "warm-up");
            Record(writer, frames, "frames recorded");
            Flush(writer, frames[0]);
            writer.Dispose();
            Seal(folder);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Record(RecordingWriter writer, byte[][] frames, string name)
    {
        long bytes = frames.Sum(frame => (long)frame.Length), allocatedBefore = GC.GetAllocatedBytesForCurrentThread(), started = Stopwatch.GetTimestamp();
        for (int at = 0; at < frames.Length; at++)
        {
            writer.Add(RecordKind.Frame, Venue.Binance, 1, frames[at]);
            // Faster than any feed, so that the disk must be waited for now and then, as a journal transaction does.
            if (at % 10_000 == 0 && !writer.WriteThrough(writer.LastRecord)) throw new IOException(writer.Failure);
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-18} {frames.Length / elapsed.TotalSeconds,12:N0} frames/s  {bytes / elapsed.TotalSeconds / 1e6,8:N1} MB/s  mean {bytes / frames.Length} bytes  {(double)allocated / frames.Length:0.###} bytes allocated per frame"));
    }

    private static void Flush(RecordingWriter writer, byte[] frame)
    {
        double[] waits = new double[Flushes];
        for (int flush = 0; flush < Flushes; flush++)
        {
            for (int frames = 0; frames < 5; frames++) writer.Add(RecordKind.Frame, Venue.Binance, 1, frame);
            long started = Stopwatch.GetTimestamp();
            writer.WriteThrough(writer.LastRecord);
            waits[flush] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }
        Array.Sort(waits);
        Console.WriteLine(FormattableString.Invariant($"{"written through",-18} p50 {waits[Flushes / 2]:N1} µs  p99 {waits[Flushes * 99 / 100]:N1} µs  max {waits[^1]:N1} µs (five frames each)"));
    }

    private static void Seal(string folder)
    {
        string open = Directory.GetFiles(folder, "*.open").Single();
        long before = new FileInfo(open).Length, started = Stopwatch.GetTimestamp();
        string path = SegmentSealer.Seal(open).Path!;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        using SegmentReader segment = SegmentReader.Open(path);
        long after = new FileInfo(path).Length, frames = segment.ReadIndex()!.Frames;
        Console.WriteLine(FormattableString.Invariant($"{"sealed",-18} {(double)before / after:0.0} : 1  {(double)after / frames:0.0} bytes per frame  {before / elapsed.TotalSeconds / 1e6:N0} MB/s"));
    }
}
