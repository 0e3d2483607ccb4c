using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Accounts;

/// <summary>Writes values one way only: big-endian integers, UTF-8 text with its length, so that equal states have equal bytes.</summary>
internal sealed class CanonicalWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    internal void Write(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    internal void Write(Money value)
    {
        BinaryPrimitives.WriteInt128BigEndian(_bytes.GetSpan(16), value.Units);
        _bytes.Advance(16);
    }

    internal void Write(Guid value)
    {
        value.TryWriteBytes(_bytes.GetSpan(16), bigEndian: true, out _);
        _bytes.Advance(16);
    }

    internal void Write(string? value)
    {
        if (value is null)
        {
            Write(-1);
            return;
        }

        int length = Encoding.UTF8.GetByteCount(value);
        Write(length);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    // Equal decimals may have different scales: trailing zeros are dropped.
    internal void Write(decimal value) => Write(value.ToString("0.############################", CultureInfo.InvariantCulture));

    internal string Hash() => Convert.ToHexStringLower(SHA256.HashData(_bytes.WrittenSpan));
}
