using System.Diagnostics;
using System.Text.Json;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Writes one session's records into segments. Thread-safe; nobody who adds a record waits for the disk.</summary>
/// <remarks>
/// Records gather in blocks, which go to the operating system on a thread of their own: when one is full, when <see cref="WriteThrough"/> asks for it, and a few
/// times a second. A file that can't be written, or a disk that takes nothing for <see cref="Patience"/>, ends the recording: from then on records are dropped and
/// counted until <see cref="Resume"/> opens a new segment, which begins with a <see cref="RecordKind.Hole"/>.
/// </remarks>
public sealed class RecordingWriter : IDisposable
{
    /// <summary>More than this does not wait for the disk: the recording fails rather than eat the memory.</summary>
    internal const long WaitingBytesMax = 64L * 1024 * 1024;

    /// <summary>How long a disk may take unless something else is said.</summary>
    internal static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(2);

    /// <summary>So many blocks are under way, as a rule, before more memory is taken.</summary>
    private const int SpareBlocks = 4;

    private readonly object _lock = new();
    private readonly Stack<BlockBuffer> _spare = new();
    private readonly Queue<BlockBuffer> _waiting = new();
    private readonly RecordingOptions _options;
    private readonly RecordingMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly SegmentOutput _output;
    private readonly Guid _session;
    private readonly byte[] _sessionContent;
    private BlockBuffer _block = new();
    private long _waitingBytes;
    private long _segmentBytes;
    private DateTimeOffset _openedAt;
    private int _ordinal;
    private int _epoch;
    private long _number;
    private long _written;
    private long _dropped;
    private long _generation;
    private string? _failure = "it has not begun";
    private SegmentStart? _opening;
    private bool _isClosed;

    /// <summary>A writer that has not begun; <see cref="Resume"/> opens the first segment.</summary>
    public RecordingWriter(RecordingOptions options, SegmentFiles files, RecordingMetrics metrics, TimeProvider time, IReadOnlyDictionary<string, string>? facts = null)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        _session = Guid.CreateVersion7(time.GetUtcNow());
        _output = new(files, _session, Done);
        for (int spare = 0; spare < SpareBlocks; spare++) _spare.Push(new());
        _sessionContent = JsonSerializer.SerializeToUtf8Bytes(new SessionFacts(_session, time.GetUtcNow(), facts ?? new Dictionary<string, string>()), RecordingJson.Options);
        metrics.Observe(() => LagSeconds, () => Failure is null);
    }

    /// <summary>How long the disk may take before the recording counts as failed.</summary>
    public TimeSpan Patience { get; init; } = UsualPatience;

    /// <summary>Names this run of the worker in every segment.</summary>
    public Guid Session => _session;

    /// <summary>Number of the last record that was taken; 0 before the first.</summary>
    public long LastRecord => Interlocked.Read(ref _number);

    /// <summary>Number of the last record that the operating system has.</summary>
    public long LastWritten => Interlocked.Read(ref _written);

    /// <summary>Rises with every new segment and after every hole: whoever keeps state writes a <see cref="RecordKind.Checkpoint"/> then.</summary>
    public long Generation => Interlocked.Read(ref _generation);

    /// <summary>Why nothing is recorded; null while it is.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>Records that were dropped since start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Age of the oldest record that the operating system does not have yet; 0 where it has all.</summary>
    public double LagSeconds
    {
        get
        {
            lock (_lock)
            {
                BlockBuffer oldest = _waiting.Count > 0 ? _waiting.Peek() : _block;
                return oldest.Records == 0 ? 0 : Math.Max(0, (Now() - oldest.BaseTimeNs) / 1e9);
            }
        }
    }

    /// <summary>Adds a record received now.</summary>
    /// <returns>Its number; 0 when nothing is recorded.</returns>
    public long Add(RecordKind kind, Venue venue, long source, ReadOnlySpan<byte> content) => Add(kind, venue, source, [], content, Now());

    /// <summary>Adds a record whose content comes in two parts.</summary>
    /// <returns>Its number; 0 when nothing is recorded.</returns>
    public long Add(RecordKind kind, Venue venue, long source, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content) => Add(kind, venue, source, head, content, Now());

    /// <summary>Adds a record of a given time.</summary>
    /// <returns>Its number; 0 when nothing is recorded.</returns>
    public long Add(RecordKind kind, Venue venue, long source, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content, long timeNs)
    {
        lock (_lock)
        {
            if (_failure is null && _block.IsFull(BlockBuffer.SizeOf(head.Length + content.Length))) HandOver();
            if (_failure is null && _segmentBytes >= _options.SegmentBytes) Rotate();
            if (_failure is null) return Put(kind, venue, source, head, content, timeNs);
            Drop(1);
            return 0;
        }
    }

    /// <summary>Hands everything up to a record to the operating system; the bytes then survive the end of this process.</summary>
    /// <returns>False when it could not be written, now or before, or not within <see cref="Patience"/>.</returns>
    public bool WriteThrough(long record)
    {
        if (LastWritten >= record && Failure is null) return true;
        long started = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            if (_failure is not null) return false;
            bool isWritten = Reach(record);
            _metrics.Flushed(Stopwatch.GetElapsedTime(started));
            return isWritten;
        }
    }

    /// <summary>Called a few times a second: hands over what waits, and begins a new segment when the old one is old.</summary>
    public void Keep()
    {
        lock (_lock)
        {
            if (_failure is not null) return;
            if (_time.GetUtcNow() - _openedAt >= _options.SegmentAge) Rotate();
            Reach(_number);
        }
    }

    /// <summary>Opens a segment where none is open, at start and after a failure.</summary>
    /// <returns>Whether it is recorded now.</returns>
    public bool Resume()
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            if (_failure is null) return true;
            _opening = NextSegment();
            _output.Begin(_epoch);
            _output.Add(new(_epoch, null, _opening));
            if (!Await(() => _opening is null)) Fail($"the disk has not opened a file within {Patience.TotalSeconds:0.#} s");
            return _failure is null;
        }
    }

    /// <summary>Writes what waits and ends the segment.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            if (_failure is null) HandOver();
            _isClosed = true;
        }
        bool isWritten = _output.End(Patience);
        lock (_lock) _failure ??= isWritten ? "it has ended" : "it has ended, and the disk did not take the last records";
        _output.Dispose();
    }

    private long Put(RecordKind kind, Venue venue, long source, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content, long timeNs)
    {
        long number = ++_number;
        _block.Add(number, timeNs, kind, venue, source, head, content);
        _metrics.Recorded(kind, head.Length + content.Length);
        return number;
    }

    private void HandOver()
    {
        if (_block.Records == 0) return;
        _waiting.Enqueue(_block);
        _waitingBytes += _block.Length;
        _segmentBytes += _block.Length;
        _output.Add(new(_epoch, _block, null));
        _block = _spare.TryPop(out BlockBuffer? spare) ? spare : new();
        if (_waitingBytes > WaitingBytesMax) Fail($"the disk does not keep up, {_waitingBytes} bytes wait for it");
    }

    private bool Reach(long record)
    {
        if (_written < record) HandOver();
        int epoch = _epoch;
        if (!Await(() => _written >= record || _epoch != epoch)) Fail($"the disk has not taken what is recorded for {Patience.TotalSeconds:0.#} s");
        return _epoch == epoch;
    }

    /// <summary>Lets go of the lock until the disk has come so far; false when it takes too long.</summary>
    private bool Await(Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            TimeSpan left = Patience - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !Monitor.Wait(_lock, left) && !condition()) return condition();
        }
        return true;
    }

    private void Rotate()
    {
        HandOver();
        if (_failure is not null) return;
        _output.Add(new(_epoch, null, NextSegment()));
        Begun(0, "");
    }

    private SegmentStart NextSegment()
    {
        byte[] header = new byte[RecordingFormat.FileHeaderSize];
        RecordingFormat.WriteFileHeader(header, new(IsSealed: false, ++_ordinal, _session, Now(), _number + 1));
        return new(_time.GetUtcNow(), header, _ordinal);
    }

    private void Begun(long lost, string before)
    {
        (_openedAt, _segmentBytes) = (_time.GetUtcNow(), RecordingFormat.FileHeaderSize);
        Put(RecordKind.Session, Venue.None, 0, [], _sessionContent, Now());
        if (lost > 0) Put(RecordKind.Hole, Venue.None, lost, [], System.Text.Encoding.UTF8.GetBytes(before), Now());
        Interlocked.Increment(ref _generation);
    }

    /// <summary>On the disk's thread: a step was done, or could not be.</summary>
    private void Done(SegmentStep step, string? failure)
    {
        lock (_lock)
        {
            // What failed long ago was counted then, also what the disk took after all.
            if (step.Epoch == _epoch)
            {
                if (failure is not null) Fail(failure);
                else if (step.Block is { } block) Written(block);
                else if (step.Start is { } start && ReferenceEquals(start, _opening)) Opened();
            }
            Monitor.PulseAll(_lock);
        }
    }

    private void Written(BlockBuffer block)
    {
        _waiting.Dequeue();
        _waitingBytes -= block.Length;
        _metrics.Wrote(block.Length);
        Interlocked.Exchange(ref _written, block.LastRecord);
        block.Clear();
        _spare.Push(block);
    }

    private void Opened()
    {
        string before = _failure ?? "";
        (_opening, _failure) = (null, null);
        Begun(_dropped, before);
    }

    private void Fail(string reason)
    {
        // What waits is lost with what follows; the numbers go on, so that the hole shows its size.
        Drop(_waiting.Sum(block => block.Records) + _block.Records);
        _waiting.Clear();
        _block.Clear();
        (_waitingBytes, _opening, _failure) = (0, null, reason);
        // Its file is ended once the disk answers.
        _output.Begin(++_epoch);
        _output.Add(new(_epoch, null, null));
        _metrics.Failed();
        Monitor.PulseAll(_lock);
    }

    private void Drop(int records)
    {
        _dropped += records;
        _metrics.Dropped(records);
    }

    private long Now() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}

/// <summary>What is known of a session when it begins.</summary>
/// <param name="Session">Its id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Facts">Worker, version, feed, machine and the like.</param>
public sealed record SessionFacts(Guid Session, DateTimeOffset StartedAt, IReadOnlyDictionary<string, string> Facts);
