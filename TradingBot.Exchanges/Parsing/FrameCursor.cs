using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Parsing;

/// <summary>
/// Walks once over a frame whose fields stand in the order in which the venue always writes them. Each step either finds exactly what is expected or says no;
/// a frame of which one step says no is left to the tolerant parser, so that nothing is decided here that the tolerant parser would decide otherwise.
/// </summary>
internal ref struct FrameCursor(ReadOnlySpan<byte> frame)
{
    /// <summary>As many digits of an amount fit a long with room to spare.</summary>
    private const int DigitLimit = 17;

    /// <summary>As many digits fit an unsigned integer of 64 bits, whatever they are.</summary>
    private const int IntegerDigitLimit = 19;

    /// <summary>Largest amount, as in <see cref="ExactDecimal"/>.</summary>
    private const long AmountLimit = 100_000_000_000_000_000;

    private readonly ReadOnlySpan<byte> _frame = frame;
    private int _at;

    /// <summary>Whether the whole frame is read.</summary>
    public readonly bool IsAtEnd => _at == _frame.Length;

    /// <summary>Steps over <paramref name="text"/>, if it comes next.</summary>
    public bool Take(ReadOnlySpan<byte> text)
    {
        if (!_frame[_at..].StartsWith(text)) return false;
        _at += text.Length;
        return true;
    }

    /// <summary>Steps over one letter, if it comes next.</summary>
    public bool Take(byte letter)
    {
        if ((uint)_at >= (uint)_frame.Length || _frame[_at] != letter) return false;
        _at++;
        return true;
    }

    /// <summary>Reads the rest of a text and its closing quote; only printable ASCII without an escape.</summary>
    public bool TakeText(out ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = _frame[_at..];
        int length = rest.IndexOf((byte)'"');
        text = length < 0 ? default : rest[..length];
        if (length < 0 || text.ContainsAnyExceptInRange((byte)' ', (byte)'~') || text.Contains((byte)'\\')) return false;
        _at += length + 1;
        return true;
    }

    /// <summary>Reads an integer that is not negative, fits and has no leading zero.</summary>
    public bool TakeInteger(out long value)
    {
        ReadOnlySpan<byte> rest = _frame[_at..];
        int digits = 0;
        ulong sum = 0;
        while (digits < rest.Length && digits <= IntegerDigitLimit)
        {
            uint digit = unchecked((uint)(rest[digits] - '0'));
            if (digit > 9) break;
            sum = unchecked(sum * 10 + digit);
            digits++;
        }
        value = unchecked((long)sum);
        if (digits is 0 or > IntegerDigitLimit || sum > long.MaxValue || (digits > 1 && rest[0] == '0')) return false;
        _at += digits;
        return true;
    }

    /// <summary>Reads the rest of a quoted decimal and its closing quote.</summary>
    /// <param name="scale">Decimal places of the result, 0 to 12; more places in the text must be zeros.</param>
    /// <param name="units">The value in units of 10^-scale, at most 10^17.</param>
    public bool TakeDecimal(int scale, out long units)
    {
        ReadOnlySpan<byte> rest = _frame[_at..];
        int at = 0;
        ulong sum = 0;
        units = 0;
        for (; at < rest.Length && at <= DigitLimit; at++)
        {
            uint digit = unchecked((uint)(rest[at] - '0'));
            if (digit > 9) break;
            sum = unchecked(sum * 10 + digit);
        }
        // With as many places as the scale has, the digits before the point must leave room for them.
        if (at == 0 || at + scale > DigitLimit + 1 || at >= rest.Length) return false;
        int missing = scale;
        if (rest[at] == '.')
        {
            at++;
            for (; missing > 0 && at < rest.Length; at++, missing--)
            {
                uint digit = unchecked((uint)(rest[at] - '0'));
                if (digit > 9) break;
                sum = unchecked(sum * 10 + digit);
            }
            while (at < rest.Length && rest[at] == '0') at++;
        }
        if ((uint)at >= (uint)rest.Length || rest[at] != '"') return false;
        for (; missing > 0; missing--) sum = unchecked(sum * 10);
        if (sum > AmountLimit) return false;
        units = unchecked((long)sum);
        _at += at + 1;
        return true;
    }

    /// <summary>Reads the levels of one side after the opening bracket, each <c>["price","quantity"]</c>, and the closing bracket.</summary>
    /// <param name="instrument">Gives the scales.</param>
    /// <param name="side">Side of the book.</param>
    /// <param name="reading">Takes the levels.</param>
    public bool TakeLevels(Instrument instrument, Side side, FrameReading reading)
    {
        if (Take((byte)']')) return true;
        int priceScale = instrument.PriceScale, quantityScale = instrument.QuantityScale;
        do
        {
            if (!Take("[\""u8) || !TakeDecimal(priceScale, out long price) || price == 0
                || !Take(",\""u8) || !TakeDecimal(quantityScale, out long quantity) || !Take((byte)']')
                || !reading.Add(side, price, quantity, long.MaxValue)) return false;
        }
        while (Take((byte)','));
        return Take((byte)']');
    }

    /// <summary>Reads the levels of one side as <see cref="TakeLevels"/>, each <c>["price","quantity","sequence"]</c>; a level of price 0 adds nothing.</summary>
    public bool TakeSequencedLevels(Instrument instrument, Side side, FrameReading reading)
    {
        if (Take((byte)']')) return true;
        int priceScale = instrument.PriceScale, quantityScale = instrument.QuantityScale;
        do
        {
            if (!Take("[\""u8) || !TakeDecimal(priceScale, out long price)
                || !Take(",\""u8) || !TakeDecimal(quantityScale, out long quantity)
                || !Take(",\""u8) || !TakeInteger(out long sequence) || !Take("\"]"u8)
                || (price != 0 && !reading.Add(side, price, quantity, sequence))) return false;
        }
        while (Take((byte)','));
        return Take((byte)']');
    }
}
