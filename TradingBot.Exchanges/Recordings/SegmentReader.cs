using System.IO.Compression;

namespace TradingBot.Exchanges.Recordings;

/// <summary>A part of a file that can't be read.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="IsTornTail">Whether it is the unfinished end of a segment that was being written when its process was killed; nothing that was committed is in it.</param>
public sealed record Damage(long Offset, long Length, string Reason, bool IsTornTail);

/// <summary>Reads the records of one segment, sealed or open, in order. Damaged parts are left out and told.</summary>
/// <remarks>A file that is written to while it is read is read up to its last whole block.</remarks>
public sealed class SegmentReader : IDisposable
{
    private readonly FileStream _file;
    private readonly FileHeader _header;
    private readonly Footer? _footer;
    private readonly List<Damage> _damages = [];
    private readonly List<TapeRecord> _records = [];
    private readonly byte[] _part = new byte[RecordingFormat.FileHeaderSize];
    private readonly long _end;

    private SegmentReader(FileStream file)
    {
        _file = file;
        _end = file.Length;
        _header = RecordingFormat.ReadFileHeader(ReadAt(0, (int)Math.Min(RecordingFormat.FileHeaderSize, _end)));
        if (!_header.IsSealed) return;
        if (_end < RecordingFormat.FileHeaderSize + RecordingFormat.FooterSize
            || !RecordingFormat.TryReadFooter(ReadAt(_end - RecordingFormat.FooterSize, RecordingFormat.FooterSize), out Footer footer))
        {
            _damages.Add(new(Math.Max(0, _end - RecordingFormat.FooterSize), RecordingFormat.FooterSize, "the end of the sealed segment is missing or damaged", IsTornTail: false));
            return;
        }
        _footer = footer;
        _end = footer.IndexOffset;
    }

    /// <summary>Whether it is compressed and has an index.</summary>
    public bool IsSealed => _header.IsSealed;

    /// <summary>The session that wrote it.</summary>
    public Guid Session => _header.Session;

    /// <summary>Place within the session, from 1.</summary>
    public int Ordinal => _header.Ordinal;

    /// <summary>Number of its first record.</summary>
    public long FirstRecord => _header.FirstRecord;

    /// <summary>What could not be read so far.</summary>
    public IReadOnlyList<Damage> Damages => _damages;

    /// <summary>Opens a segment.</summary>
    /// <exception cref="RecordingException">It is no recording, its header is damaged, or it is of another version.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static SegmentReader Open(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The index of a sealed segment; null where there is none or it is damaged.</summary>
    public SegmentIndex? ReadIndex()
    {
        if (_footer is not { } footer) return null;
        if (footer.IndexOffset < RecordingFormat.FileHeaderSize || footer.IndexOffset + footer.IndexLength + RecordingFormat.FooterSize != _file.Length) return Lost(footer);
        byte[] index = ReadAt(footer.IndexOffset, footer.IndexLength).ToArray();
        return Checksum.Of(index) == footer.IndexChecksum ? System.Text.Json.JsonSerializer.Deserialize<SegmentIndex>(index, RecordingJson.Options) : Lost(footer);
    }

    /// <summary>Compares the checksum over the whole of a sealed file; an open one has none.</summary>
    /// <returns>False where the file was changed since it was sealed.</returns>
    public bool IsIntact()
    {
        if (!_header.IsSealed) return true;
        if (_footer is not { } footer) return false;
        uint sum = 0;
        byte[] buffer = new byte[256 * 1024];
        long end = _file.Length - RecordingFormat.FooterSize;
        for (long at = 0; at < end;)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            if (read == 0) return false;
            sum = Checksum.Of(buffer.AsSpan(0, read), sum);
            at += read;
        }
        return sum == footer.FileChecksum;
    }

    /// <summary>All records, in order.</summary>
    public IEnumerable<TapeRecord> Read() => _header.IsSealed ? ReadSealed() : ReadOpen();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private SegmentIndex? Lost(Footer footer)
    {
        _damages.Add(new(footer.IndexOffset, footer.IndexLength, "the index is damaged", IsTornTail: false));
        return null;
    }

    /// <summary>Whole blocks of an open segment, to be sealed.</summary>
    internal IEnumerable<RawBlock> ReadBlocks()
    {
        for (long at = RecordingFormat.FileHeaderSize; at < _end;)
        {
            if (!TryReadBlock(at, out BlockHeader header, out byte[] block))
            {
                long next = FindNext(at + 1, RecordingFormat.BlockHeaderSize, bytes => RecordingFormat.TryReadBlockHeader(bytes, out _));
                _damages.Add(new(at, next - at, next == _end ? "the last block is not whole" : "a block is damaged", IsTornTail: next == _end));
                at = next;
                continue;
            }
            at += block.Length;
            yield return new(header, block, RecordsOf(header, block.AsMemory(RecordingFormat.BlockHeaderSize)));
        }
    }

    internal FileHeader HeaderOfSealed() => _header with { IsSealed = true };

    private IEnumerable<TapeRecord> ReadOpen() => ReadBlocks().SelectMany(block => block.Records);

    private bool TryReadBlock(long at, out BlockHeader header, out byte[] block)
    {
        block = [];
        if (!RecordingFormat.TryReadBlockHeader(ReadAt(at, RecordingFormat.BlockHeaderSize), out header)) return false;
        if (header.Length > _end - at - RecordingFormat.BlockHeaderSize) return false;
        block = new byte[RecordingFormat.BlockHeaderSize + header.Length];
        Fill(block, at);
        return Checksum.Of(block.AsSpan(RecordingFormat.BlockHeaderSize)) == header.Checksum;
    }

    private IEnumerable<TapeRecord> ReadSealed()
    {
        for (long at = RecordingFormat.FileHeaderSize; at < _end;)
        {
            if (!TryReadChunk(at, out ChunkHeader chunk, out byte[] blocks))
            {
                // Without a footer the index lies in the way as well; it is no chunk and ends the search.
                long next = FindNext(at + 1, RecordingFormat.ChunkHeaderSize, bytes => RecordingFormat.TryReadChunkHeader(bytes, out _));
                if (_footer is not null || next < _end) _damages.Add(new(at, next - at, "a compressed part is damaged", IsTornTail: false));
                at = next;
                continue;
            }
            for (int within = 0; within < blocks.Length;)
            {
                if (!RecordingFormat.TryReadBlockHeader(blocks.AsSpan(within), out BlockHeader header)) throw new RecordingException($"the compressed part at {at} holds no whole blocks");
                within += RecordingFormat.BlockHeaderSize;
                foreach (TapeRecord record in RecordsOf(header, blocks.AsMemory(within, header.Length))) yield return record;
                within += header.Length;
            }
            at += RecordingFormat.ChunkHeaderSize + chunk.Compressed;
        }
    }

    private bool TryReadChunk(long at, out ChunkHeader header, out byte[] blocks)
    {
        blocks = [];
        if (!RecordingFormat.TryReadChunkHeader(ReadAt(at, RecordingFormat.ChunkHeaderSize), out header)) return false;
        if (header.Compressed > _end - at - RecordingFormat.ChunkHeaderSize) return false;
        byte[] compressed = new byte[header.Compressed];
        Fill(compressed, at + RecordingFormat.ChunkHeaderSize);
        if (Checksum.Of(compressed) != header.Checksum) return false;
        blocks = new byte[header.Length];
        return BrotliDecoder.TryDecompress(compressed, blocks, out int length) && length == blocks.Length;
    }

    private List<TapeRecord> RecordsOf(in BlockHeader header, ReadOnlyMemory<byte> content)
    {
        _records.Clear();
        BlockBuffer.Read(header, content, _records);
        return _records;
    }

    // After damage the next sound header is looked for byte by byte: only what is damaged is lost.
    private long FindNext(long from, int headerSize, Func<byte[], bool> isHeader)
    {
        byte[] window = new byte[64 * 1024];
        byte[] header = new byte[headerSize];
        for (long at = from; at < _end;)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, window.AsSpan(0, (int)Math.Min(window.Length, _end - at)), at);
            if (read < headerSize) return _end;
            for (int place = 0; place + headerSize <= read; place++)
            {
                if (window[place] != (byte)'T') continue;
                window.AsSpan(place, headerSize).CopyTo(header);
                if (isHeader(header)) return at + place;
            }
            at += read - headerSize + 1;
        }
        return _end;
    }

    private ReadOnlySpan<byte> ReadAt(long at, int length)
    {
        byte[] into = length <= _part.Length ? _part : new byte[length];
        int read = RandomAccess.Read(_file.SafeFileHandle, into.AsSpan(0, length), at);
        return into.AsSpan(0, read);
    }

    private void Fill(byte[] content, long at)
    {
        for (int done = 0; done < content.Length;)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, content.AsSpan(done), at + done);
            if (read == 0) throw new RecordingException("it has become shorter while it was read");
            done += read;
        }
    }
}

/// <summary>A block with its header, and what it holds. Valid until the next one is read.</summary>
internal readonly record struct RawBlock(BlockHeader Header, ReadOnlyMemory<byte> Bytes, IReadOnlyList<TapeRecord> Records);
