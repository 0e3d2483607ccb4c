using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Storage.Audit;

/// <summary>The chain's arithmetic: HMAC-SHA-256 over the hash before and every column, each with its length, so that no two rows read the same.</summary>
internal static class AuditChain
{
    public const int HashLength = 32;

    /// <summary>What stands before the first row.</summary>
    public static readonly byte[] Genesis = new byte[HashLength];

    public static byte[] Hash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> previous, AuditRecord row)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(previous);
        AppendNumber(hash, row.Sequence);
        // PostgreSQL keeps microseconds; the row was rounded to them before it was hashed.
        AppendNumber(hash, row.OccurredAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
        AppendText(hash, row.EventType);
        AppendText(hash, row.Actor);
        AppendText(hash, row.CorrelationId);
        AppendText(hash, row.Details);
        return hash.GetHashAndReset();
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }
}
