using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TradingBot.Storage.Backup;

/// <summary>
/// The encrypted form of backups. A header (mark, salt, check of the key), then chunks: a length whose highest bit marks the last one, the tag, the bytes
/// under AES-256-GCM. The nonce is the chunk's number under a key of this file only; header and length are authenticated with each chunk. So a changed
/// byte, a chunk that is missing, doubled or out of order, and an end that is cut off are all found.
/// </summary>
internal static class SealedFormat
{
    public const int ChunkLength = 256 * 1024;
    public const int LengthBytes = 4;
    public const int TagLength = 16;
    public const int NonceLength = 12;
    public const uint LastMark = 0x8000_0000;

    private const int SaltLength = 16;
    private const int CheckLength = 16;

    private static ReadOnlySpan<byte> Mark => "TBSEAL1\n"u8;

    public static int HeaderLength => Mark.Length + SaltLength + CheckLength;

    /// <summary>A header with a salt of its own, and the cipher under the key that follows from it.</summary>
    public static (byte[] Header, AesGcm Cipher) Begin(BackupKey key)
    {
        byte[] header = new byte[HeaderLength];
        Mark.CopyTo(header);
        Span<byte> salt = header.AsSpan(Mark.Length, SaltLength);
        RandomNumberGenerator.Fill(salt);
        Check(key, salt).CopyTo(header.AsSpan(Mark.Length + SaltLength));
        return (header, Cipher(key, salt));
    }

    /// <exception cref="StorageException">It is none of our files, or was written with another key.</exception>
    public static AesGcm Open(BackupKey key, ReadOnlySpan<byte> header, string name)
    {
        if (!header.StartsWith(Mark)) throw new StorageException($"'{name}' is no backup of this system: its first bytes are not ours.");
        ReadOnlySpan<byte> salt = header.Slice(Mark.Length, SaltLength);
        if (!CryptographicOperations.FixedTimeEquals(header[(Mark.Length + SaltLength)..], Check(key, salt)))
            throw new StorageException($"'{name}' was encrypted with another key (or its first {HeaderLength} bytes were changed): give the key file that belongs to it.");
        return Cipher(key, salt);
    }

    public static void Nonce(Span<byte> nonce, long chunk)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[(NonceLength - sizeof(long))..], chunk);
    }

    private static AesGcm Cipher(BackupKey key, ReadOnlySpan<byte> salt) => new(key.Derive(salt, "tradingbot backup content"u8), TagLength);

    private static ReadOnlySpan<byte> Check(BackupKey key, ReadOnlySpan<byte> salt) => key.Derive(salt, "tradingbot backup check"u8).AsSpan(0, CheckLength);
}
