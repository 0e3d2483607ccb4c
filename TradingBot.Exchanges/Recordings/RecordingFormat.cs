using System.Buffers.Binary;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Layout of recording files, version 1. All numbers are little-endian; every part carries a CRC-32C of its own.</summary>
/// <remarks>
/// A segment being written: file header, then blocks. A sealed segment: file header, chunks (Brotli over whole blocks), index (JSON), footer with a checksum
/// over the whole file. Within a block: records as kind, time since the record before, venue, source, length, content; numbers as variable-length integers.
/// A record's number is the block's first number plus its place.
/// </remarks>
internal static class RecordingFormat
{
    public const ushort Version = 1;
    public const int FileHeaderSize = 64;
    public const int BlockHeaderSize = 40;
    public const int ChunkHeaderSize = 40;
    public const int FooterSize = 32;

    /// <summary>A block is written when it holds this many bytes, or sooner.</summary>
    public const int BlockSize = 64 * 1024;

    /// <summary>A longer block than this is taken for damage.</summary>
    public const int BlockLimit = 64 * 1024 * 1024;

    /// <summary>Blocks are compressed together up to about this many bytes.</summary>
    public const int ChunkSize = 1024 * 1024;

    public const string OpenSuffix = ".tbr.open";
    public const string SealedSuffix = ".tbr";
    public const string TemporarySuffix = ".tbr.tmp";

    private const uint BlockMagic = 0x4B4C_4254; // "TBLK"
    private const uint ChunkMagic = 0x4B48_4354; // "TCHK"
    private const uint FooterMagic = 0x4E45_4454; // "TDEN"

    /// <summary>First bytes of every file; the line ends and the zero show a transfer that took it for text.</summary>
    private static ReadOnlySpan<byte> FileMagic => "TBREC\r\n\0"u8;

    public static bool IsRecording(ReadOnlySpan<byte> start) => start.StartsWith(FileMagic);

    public static void WriteFileHeader(Span<byte> to, in FileHeader header)
    {
        to.Clear();
        FileMagic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], Version);
        to[10] = header.IsSealed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], header.Ordinal);
        header.Session.TryWriteBytes(to[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], header.CreatedNs);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], header.FirstRecord);
        Seal(to[..FileHeaderSize]);
    }

    /// <exception cref="RecordingException">Not the header of a recording, damaged, or of another version.</exception>
    public static FileHeader ReadFileHeader(ReadOnlySpan<byte> from)
    {
        if (from.Length < FileHeaderSize || !IsRecording(from)) throw new RecordingException("it does not begin as a recording does");
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(from[8..]);
        if (!IsSound(from[..FileHeaderSize])) throw new RecordingException("its first 64 bytes are damaged");
        if (version != Version) throw new RecordingException($"it has the format version {version}; this program reads {Version}");
        return new(from[10] == 1, BinaryPrimitives.ReadInt32LittleEndian(from[12..]), new Guid(from.Slice(16, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]), BinaryPrimitives.ReadInt64LittleEndian(from[40..]));
    }

    public static void WriteBlockHeader(Span<byte> to, ReadOnlySpan<byte> content, int records, long firstRecord, long baseTimeNs)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, BlockMagic);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], records);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], Checksum.Of(content));
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], firstRecord);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], baseTimeNs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[32..], 0);
        Seal(to[..BlockHeaderSize]);
    }

    public static bool TryReadBlockHeader(ReadOnlySpan<byte> from, out BlockHeader header)
    {
        header = default;
        if (!Begins(from, BlockHeaderSize, BlockMagic)) return false;
        header = new(BinaryPrimitives.ReadInt32LittleEndian(from[4..]), BinaryPrimitives.ReadInt32LittleEndian(from[8..]), BinaryPrimitives.ReadUInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]), BinaryPrimitives.ReadInt64LittleEndian(from[24..]));
        return header.Length is >= 0 and <= BlockLimit && header.Records >= 0;
    }

    public static void WriteChunkHeader(Span<byte> to, ReadOnlySpan<byte> compressed, int length, long firstRecord, long firstTimeNs)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, ChunkMagic);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], compressed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], Checksum.Of(compressed));
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], firstRecord);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], firstTimeNs);
        BinaryPrimitives.WriteUInt32LittleEndian(to[32..], 0);
        Seal(to[..ChunkHeaderSize]);
    }

    public static bool TryReadChunkHeader(ReadOnlySpan<byte> from, out ChunkHeader header)
    {
        header = default;
        if (!Begins(from, ChunkHeaderSize, ChunkMagic)) return false;
        header = new(BinaryPrimitives.ReadInt32LittleEndian(from[4..]), BinaryPrimitives.ReadInt32LittleEndian(from[8..]), BinaryPrimitives.ReadUInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]), BinaryPrimitives.ReadInt64LittleEndian(from[24..]));
        return header.Compressed is >= 0 and <= BlockLimit * 2 && header.Length is >= 0 and <= BlockLimit * 2;
    }

    /// <summary>The footer: where the index stands and how long it is, its checksum, and one over all that comes before the footer.</summary>
    public static void WriteFooter(Span<byte> to, long indexOffset, ReadOnlySpan<byte> index, uint fileChecksum)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, FooterMagic);
        BinaryPrimitives.WriteInt64LittleEndian(to[4..], indexOffset);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], index.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[16..], Checksum.Of(index));
        BinaryPrimitives.WriteUInt32LittleEndian(to[20..], fileChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(to[24..], 0);
        Seal(to[..FooterSize]);
    }

    public static bool TryReadFooter(ReadOnlySpan<byte> from, out Footer footer)
    {
        footer = default;
        if (!Begins(from, FooterSize, FooterMagic)) return false;
        footer = new(BinaryPrimitives.ReadInt64LittleEndian(from[4..]), BinaryPrimitives.ReadInt32LittleEndian(from[12..]), BinaryPrimitives.ReadUInt32LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[20..]));
        return true;
    }

    private static bool Begins(ReadOnlySpan<byte> from, int size, uint magic) =>
        from.Length >= size && BinaryPrimitives.ReadUInt32LittleEndian(from) == magic && IsSound(from[..size]);

    private static void Seal(Span<byte> header) => BinaryPrimitives.WriteUInt32LittleEndian(header[^4..], Checksum.Of(header[..^4]));

    private static bool IsSound(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header[^4..]) == Checksum.Of(header[..^4]);
}

/// <summary>The beginning of a file.</summary>
internal readonly record struct FileHeader(bool IsSealed, int Ordinal, Guid Session, long CreatedNs, long FirstRecord);

/// <summary>The beginning of a block.</summary>
internal readonly record struct BlockHeader(int Length, int Records, uint Checksum, long FirstRecord, long BaseTimeNs);

/// <summary>The beginning of a compressed chunk.</summary>
internal readonly record struct ChunkHeader(int Compressed, int Length, uint Checksum, long FirstRecord, long FirstTimeNs);

/// <summary>The end of a sealed file.</summary>
internal readonly record struct Footer(long IndexOffset, int IndexLength, uint IndexChecksum, uint FileChecksum);

/// <summary>A file is no recording, or can't be read.</summary>
/// <param name="problem">What is wrong, as the end of a sentence about the file.</param>
public sealed class RecordingException(string problem) : Exception(problem);
