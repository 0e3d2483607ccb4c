using System.Buffers.Text;
using System.Text.Json;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Parsing;

/// <summary>What both venues' parsers read alike. Nothing here throws on a wrong shape; only the reader itself does, on what is not JSON.</summary>
internal static class Json
{
    /// <summary>Deeper than any frame of a venue; deeper nesting is refused as not JSON.</summary>
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    /// <summary>An integer that may come as a number or as a string.</summary>
    public static bool TryInteger(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType is JsonTokenType.Number or JsonTokenType.String && !reader.HasValueSequence
            && Utf8Parser.TryParse(reader.ValueSpan, out value, out int read) && read == reader.ValueSpan.Length;
    }

    /// <summary>An array of levels: each is an array of price, quantity and, for KuCoin's changes, a sequence; more is ignored.</summary>
    /// <param name="reader">Stands on the array's start; stands on its end after success.</param>
    /// <param name="instrument">Gives the scales.</param>
    /// <param name="side">Side of the book.</param>
    /// <param name="reading">Takes the levels.</param>
    /// <param name="zeroPriceIsEmpty">KuCoin: a row with price 0 says only that the sequence advanced.</param>
    public static FrameRefusal ReadLevels(ref Utf8JsonReader reader, Instrument instrument, Side side, FrameReading reading, bool zeroPriceIsEmpty)
    {
        reading.Restart(side);
        if (reader.TokenType == JsonTokenType.Null) return FrameRefusal.None;
        if (reader.TokenType != JsonTokenType.StartArray) return FrameRefusal.WrongShape;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray) return FrameRefusal.WrongShape;
            if (!reader.Read() || IsEnd(ref reader)) return FrameRefusal.MissingField;
            if (!ExactDecimal.TryParse(ref reader, instrument.PriceScale, out long price)) return FrameRefusal.NotRepresentable;
            if (!reader.Read() || IsEnd(ref reader)) return FrameRefusal.MissingField;
            if (!ExactDecimal.TryParse(ref reader, instrument.QuantityScale, out long quantity))
            {
                // A quantity too fine or too large to represent makes one level unknown, not the whole frame: often that level is far from the market.
                if (!ExactDecimal.IsDecimal(ref reader)) return FrameRefusal.NotRepresentable;
                quantity = ChangedLevel.UnknownQuantity;
            }
            long sequence = long.MaxValue;
            if (reader.Read() && !IsEnd(ref reader))
            {
                if (!TryInteger(ref reader, out sequence)) return FrameRefusal.BadNumber;
                while (reader.Read() && !IsEnd(ref reader)) reader.Skip();
            }
            if (price == 0 && !zeroPriceIsEmpty) return FrameRefusal.BadNumber;
            if (price != 0 && !reading.Add(side, price, quantity, sequence)) return FrameRefusal.TooManyLevels;
        }
        return FrameRefusal.None;
    }

    /// <summary>A price and a quantity as one level.</summary>
    public static bool TryLevel(ref Utf8JsonReader price, ref Utf8JsonReader quantity, Instrument instrument, out BookLevel level)
    {
        bool isLevel = ExactDecimal.TryParse(ref price, instrument.PriceScale, out long units) & ExactDecimal.TryParse(ref quantity, instrument.QuantityScale, out long size);
        level = new(new(units), new(size));
        return isLevel;
    }

    /// <summary>A venue's milliseconds as nanoseconds; 0 when out of range, since a time is never what decides.</summary>
    public static long MillisecondsToNs(long milliseconds) => milliseconds is > 0 and < 9_000_000_000_000 ? milliseconds * 1_000_000 : 0;

    private static bool IsEnd(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.EndArray;
}
