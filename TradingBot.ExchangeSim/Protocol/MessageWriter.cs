using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Writes JSON as the venues do, field by field: amounts as decimal strings, in a fixed order, without spaces.</summary>
/// <remarks>Reused from message to message; not thread-safe.</remarks>
internal sealed class MessageWriter
{
    private const long UnitsSquared = Amounts.Unit;

    private const long MillisecondNs = 1_000_000;

    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>What times are written in: milliseconds, or microseconds (1,000) where a client of Binance asks for them.</summary>
    public long TimeUnitNs { get; init; } = MillisecondNs;

    public MessageWriter Clear()
    {
        _length = 0;
        return this;
    }

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    public MessageWriter Raw(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
        return this;
    }

    /// <summary>Text that is known to need no escaping, such as a listed symbol.</summary>
    public MessageWriter Plain(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));
        return this;
    }

    /// <summary>Any text, escaped, in quotes.</summary>
    public MessageWriter Quoted(string text)
    {
        JsonEncodedText encoded = JsonEncodedText.Encode(text);
        return Raw("\""u8).Raw(encoded.EncodedUtf8Bytes).Raw("\""u8);
    }

    public MessageWriter Number(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out int written);
        _length += written;
        return this;
    }

    /// <summary>A time given in nanoseconds, in whole units.</summary>
    public MessageWriter Time(long ns) => Number(ns / TimeUnitNs);

    /// <summary>A time given in milliseconds.</summary>
    public MessageWriter TimeOfMs(long ms) => Number(ms * (MillisecondNs / TimeUnitNs));

    /// <summary>The last unit before a time given in milliseconds.</summary>
    public MessageWriter LastBefore(long ms) => Number(ms * (MillisecondNs / TimeUnitNs) - 1);

    /// <summary>24 hexadecimal digits, without quotes: the form of KuCoin's order ids.</summary>
    public MessageWriter Hexadecimal(long value)
    {
        Span<byte> digits = Room(24);
        for (int at = 23; at >= 0; at--)
        {
            digits[at] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }
        _length += 24;
        return this;
    }

    public MessageWriter Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Eight decimals in quotes, as Binance writes amounts.</summary>
    public MessageWriter Fixed(long units) => Raw("\""u8).Digits(units, trimmed: false).Raw("\""u8);

    /// <summary>As few decimals as needed in quotes, as KuCoin writes amounts.</summary>
    public MessageWriter Trimmed(long units) => Raw("\""u8).Digits(units, trimmed: true).Raw("\""u8);

    /// <summary>As few decimals as needed, without quotes.</summary>
    public MessageWriter Decimal(long units) => Digits(units, trimmed: true);

    /// <summary>A product of two amounts (10^-16), rounded down to eight decimals.</summary>
    public MessageWriter FixedProduct(Int128 product) => Fixed((long)(product / UnitsSquared));

    public MessageWriter TrimmedProduct(Int128 product) => Trimmed((long)(product / UnitsSquared));

    /// <summary>A rate in 10^-8 as a percentage with three decimals, without quotes.</summary>
    public MessageWriter Percent(long rate)
    {
        long thousandths = rate / 1_000;
        if (thousandths < 0)
        {
            Raw("-"u8);
            thousandths = -thousandths;
        }
        Number(thousandths / 1_000).Raw("."u8);
        Span<byte> digits = Room(3);
        digits[0] = (byte)('0' + thousandths / 100 % 10);
        digits[1] = (byte)('0' + thousandths / 10 % 10);
        digits[2] = (byte)('0' + thousandths % 10);
        _length += 3;
        return this;
    }

    /// <summary>Removes a comma at the end, after a list written with one behind each item.</summary>
    public MessageWriter WithoutLastComma()
    {
        if (_length > 0 && _buffer[_length - 1] == ',')
            _length--;
        return this;
    }

    private MessageWriter Digits(long units, bool trimmed)
    {
        if (units < 0)
        {
            Raw("-"u8);
            units = -units;
        }
        Number(units / Amounts.Unit);
        long fraction = units % Amounts.Unit;
        if (trimmed && fraction == 0)
            return this;
        Span<byte> digits = Room(1 + Amounts.Scale);
        digits[0] = (byte)'.';
        for (int at = Amounts.Scale; at > 0; at--)
        {
            digits[at] = (byte)('0' + fraction % 10);
            fraction /= 10;
        }
        _length += 1 + Amounts.Scale;
        while (trimmed && _buffer[_length - 1] == '0')
            _length--;
        return this;
    }

    private Span<byte> Room(int count)
    {
        if (_length + count > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        return _buffer.AsSpan(_length);
    }
}
