using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Records that wait to be written together; its memory is kept, so that adding allocates nothing once the longest record has been seen.</summary>
internal sealed class BlockBuffer
{
    private byte[] _bytes = new byte[RecordingFormat.BlockHeaderSize + RecordingFormat.BlockSize];
    private int _length = RecordingFormat.BlockHeaderSize;
    private long _firstRecord;
    private long _baseTimeNs;
    private long _lastTimeNs;

    public int Records { get; private set; }

    /// <summary>Bytes of it as it goes into the file.</summary>
    public int Length => _length;

    /// <summary>Number of its youngest record.</summary>
    public long LastRecord => _firstRecord + Records - 1;

    /// <summary>Receive time of the oldest record in it.</summary>
    public long BaseTimeNs => _baseTimeNs;

    /// <summary>Whether it should be written before more is added.</summary>
    public bool IsFull(int coming) => Records > 0 && _length + coming > RecordingFormat.BlockHeaderSize + RecordingFormat.BlockSize;

    /// <summary>Most bytes that a record with so much content takes.</summary>
    public static int SizeOf(int content) => 2 + VariableInteger.Longest * 3 + content;

    public void Add(long number, long timeNs, RecordKind kind, Venue venue, long source, ReadOnlySpan<byte> head, ReadOnlySpan<byte> content)
    {
        int needed = _length + SizeOf(head.Length + content.Length);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        if (Records == 0) (_firstRecord, _baseTimeNs, _lastTimeNs) = (number, timeNs, timeNs);
        Span<byte> to = _bytes;
        int at = _length;
        to[at++] = (byte)kind;
        at += VariableInteger.Write(to[at..], timeNs - _lastTimeNs);
        to[at++] = (byte)venue;
        at += VariableInteger.Write(to[at..], source);
        at += VariableInteger.Write(to[at..], head.Length + content.Length);
        head.CopyTo(to[at..]);
        at += head.Length;
        content.CopyTo(to[at..]);
        _length = at + content.Length;
        _lastTimeNs = timeNs;
        Records++;
    }

    /// <summary>The block as it goes into the file. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        Span<byte> all = _bytes.AsSpan(0, _length);
        RecordingFormat.WriteBlockHeader(all, all[RecordingFormat.BlockHeaderSize..], Records, _firstRecord, _baseTimeNs);
        return all;
    }

    public void Clear() => (_length, Records) = (RecordingFormat.BlockHeaderSize, 0);

    /// <summary>Reads the records of a block whose checksum is right.</summary>
    /// <exception cref="RecordingException">The content is not what its header says.</exception>
    public static void Read(in BlockHeader header, ReadOnlyMemory<byte> content, List<TapeRecord> records)
    {
        ReadOnlySpan<byte> from = content.Span;
        int at = 0;
        long timeNs = header.BaseTimeNs;
        for (int place = 0; place < header.Records; place++)
        {
            if (at >= from.Length) throw new RecordingException("a block has fewer records than it says");
            RecordKind kind = (RecordKind)from[at++];
            timeNs += VariableInteger.Read(from, ref at);
            if (at >= from.Length) throw new RecordingException("a record is cut off");
            Venue venue = (Venue)from[at++];
            long source = VariableInteger.Read(from, ref at);
            long length = VariableInteger.Read(from, ref at);
            if (length < 0 || length > from.Length - at) throw new RecordingException("a record is longer than its block");
            records.Add(new(header.FirstRecord + place, timeNs, kind, venue, source, content.Slice(at, (int)length)));
            at += (int)length;
        }
        if (at != from.Length) throw new RecordingException("a block has more than its records");
    }
}
