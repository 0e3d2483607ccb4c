using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Storage.Audit;

/// <summary>
/// The chain's arithmetic: HMAC-SHA-256 over the hash before and every column, numbers big-endian and texts with their length, so that no two rows read the same.
/// </summary>
/// <remarks>Not thread-safe. A row is put together in one buffer, which is taken once: verifying needs no more memory for more rows.</remarks>
internal sealed class AuditHasher(ReadOnlySpan<byte> key) : IDisposable
{
    public const int HashLength = 32;

    // PostgreSQL counts its microseconds from 2000, the chain from year 1.
    private const long MicrosecondsTo2000 = 63_082_281_600_000_000;

    /// <summary>What stands before the first row.</summary>
    public static readonly byte[] Genesis = new byte[HashLength];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    private byte[] _buffer = new byte[4096];
    private int _length;

    public static long ChainMicroseconds(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMicrosecond;

    public static long ChainMicroseconds(long postgresMicroseconds) => postgresMicroseconds + MicrosecondsTo2000;

    /// <summary>Hash of a row that is to be appended; its details are spelled as the database spells them.</summary>
    public byte[] Hash(ReadOnlySpan<byte> previous, AuditRecord row, Guid eventId)
    {
        Begin(previous, row.Sequence, ChainMicroseconds(row.OccurredAt));
        foreach (string text in (ReadOnlySpan<string>)[row.EventType, row.Actor, row.CorrelationId, row.Details]) Append(Encoding.UTF8.GetBytes(text));
        Span<byte> id = stackalloc byte[16];
        eventId.TryWriteBytes(id, bigEndian: true, out _);
        AppendId(id);
        byte[] hash = new byte[HashLength];
        Finish(hash);
        return hash;
    }

    public void Begin(ReadOnlySpan<byte> previous, long sequence, long chainMicroseconds)
    {
        _length = 0;
        Raw(previous);
        Number(sequence);
        // PostgreSQL keeps microseconds; a row is rounded to them before it is hashed.
        Number(chainMicroseconds);
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        Number(text.Length);
        Raw(text);
    }

    /// <summary>The event's id, last; rows of before there were ids have none.</summary>
    public void AppendId(ReadOnlySpan<byte> id) => Raw(id);

    public void Finish(Span<byte> hash)
    {
        _hash.AppendData(_buffer, 0, _length);
        _hash.GetHashAndReset(hash);
    }

    public void Dispose() => _hash.Dispose();

    private void Number(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        Raw(bytes);
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
