using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TradingBot.Engine.Accounts;

/// <summary>Ids of orders and executions: functions of the account and a sequence, so that a replay yields the same ones.</summary>
public static class DerivedId
{
    /// <summary>The id of the <paramref name="number"/>th order of an account.</summary>
    public static Guid Order(AccountId account, long number) => From(account, 1, number);

    /// <summary>The id of the <paramref name="number"/>th execution of an account.</summary>
    public static Guid Execution(AccountId account, long number) => From(account, 2, number);

    // A UUIDv8 (RFC 9562, section 5.8) of the first 122 free bits of SHA-256(account, kind, number).
    private static Guid From(AccountId account, byte kind, long number)
    {
        Span<byte> source = stackalloc byte[25];
        account.Value.TryWriteBytes(source, bigEndian: true, out _);
        source[16] = kind;
        BinaryPrimitives.WriteInt64BigEndian(source[17..], number);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(source, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
