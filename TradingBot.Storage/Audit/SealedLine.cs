using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Storage.Audit;

/// <summary>A line of text behind its HMAC, so that a torn or a foreign line is told from one of ours.</summary>
internal static class SealedLine
{
    private const int SealLength = 2 * AuditHasher.HashLength;

    public static string Of(ReadOnlySpan<byte> key, string text) => $"{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))} {text}\n";

    /// <returns>The text; none where the line is not as it was written.</returns>
    public static string? Open(ReadOnlySpan<byte> key, string line)
    {
        if (line.Length < SealLength + 1 || line[SealLength] != ' ') return null;
        Span<byte> given = stackalloc byte[AuditHasher.HashLength];
        if (Convert.FromHexString(line.AsSpan(0, SealLength), given, out _, out _) != System.Buffers.OperationStatus.Done) return null;
        string text = line[(SealLength + 1)..];
        return CryptographicOperations.FixedTimeEquals(given, HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) ? text : null;
    }
}
