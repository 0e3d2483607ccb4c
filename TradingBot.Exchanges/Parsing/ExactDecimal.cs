using System.Text.Json;

namespace TradingBot.Exchanges.Parsing;

/// <summary>Decimal texts of the wire to integers, exactly or not at all; never by way of binary floating point.</summary>
internal static class ExactDecimal
{
    /// <summary>Largest result: prices and quantities stay below this.</summary>
    private const long Limit = 100_000_000_000_000_000;

    private const int ExponentLimit = 40;

    /// <summary>Parses a decimal that is not negative, such as <c>61737.63000000</c> or <c>1e-7</c>.</summary>
    /// <param name="text">ASCII digits, at most one point, and optionally an exponent.</param>
    /// <param name="scale">Decimal places of the result.</param>
    /// <param name="units">The value in units of 10^-scale, at most 10^17.</param>
    /// <returns>False when the text is no such number, or the number is not a whole count of units, or too large.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, int scale, out long units)
    {
        units = 0;
        int places = 0;
        int zeros = 0;
        bool point = false;
        bool digits = false;
        int at = 0;
        for (; at < text.Length; at++)
        {
            int digit = text[at] - '0';
            if (digit is >= 0 and <= 9)
            {
                digits = true;
                if (point) places++;
                // Trailing zeros are counted, not multiplied, so that eight places fit an instrument of two.
                if (digit == 0)
                {
                    zeros++;
                    continue;
                }
                if (!Shift(ref units, zeros + 1)) return false;
                units += digit;
                zeros = 0;
            }
            else if (text[at] == '.' && !point) point = true;
            else break;
        }
        if (!digits || !TryExponent(text[at..], out int exponent)) return false;
        return Shift(ref units, zeros + scale - places + exponent) && units <= Limit;
    }

    /// <summary>Parses a JSON string or number token.</summary>
    public static bool TryParse(ref Utf8JsonReader reader, int scale, out long units)
    {
        units = 0;
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Number && !reader.HasValueSequence && !reader.ValueIsEscaped
            && TryParse(reader.ValueSpan, scale, out units);
    }

    /// <summary>Whether a JSON token is a decimal that is not negative, whatever its size and fineness.</summary>
    public static bool IsDecimal(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueIsEscaped) return false;
        int digits = 0;
        foreach (byte letter in reader.ValueSpan)
        {
            if (letter is >= (byte)'0' and <= (byte)'9') digits++;
            else if (letter != '.') return false;
        }
        return digits > 0 && reader.ValueSpan.Count((byte)'.') <= 1;
    }

    /// <summary>The least number of decimal places that represents a decimal text; false when it is no number.</summary>
    public static bool TryScaleOf(string text, out int scale)
    {
        scale = 0;
        if (!decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint | System.Globalization.NumberStyles.AllowExponent,
            System.Globalization.CultureInfo.InvariantCulture, out decimal value) || value < 0) return false;
        while (scale < 28 && value != decimal.Truncate(value))
        {
            value *= 10;
            scale++;
        }
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty) return true;
        if ((text[0] | 0x20) != 'e') return false;
        bool negative = text.Length > 1 && text[1] == '-';
        ReadOnlySpan<byte> digits = text[(text.Length > 1 && text[1] is (byte)'-' or (byte)'+' ? 2 : 1)..];
        if (digits.IsEmpty) return false;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            exponent = exponent * 10 + digit - '0';
            if (exponent > ExponentLimit) return false;
        }
        if (negative) exponent = -exponent;
        return true;
    }

    /// <summary>Multiplies by a power of ten; a negative power must divide without a rest. Zero stays zero.</summary>
    private static bool Shift(ref long units, int power)
    {
        for (; power > 0 && units != 0; power--)
        {
            if (units > Limit) return false;
            units *= 10;
        }
        for (; power < 0 && units != 0; power++)
        {
            if (units % 10 != 0) return false;
            units /= 10;
        }
        return true;
    }
}
