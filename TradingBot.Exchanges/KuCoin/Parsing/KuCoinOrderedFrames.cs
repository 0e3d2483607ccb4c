using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.KuCoin.Parsing;

/// <summary>
/// Reads KuCoin's book changes and matches in one pass, provided that they are written exactly as KuCoin documents them: wrapper first, the data's fields by alphabet,
/// no white space. Anything else, and anything that would have to be refused, is declined and left to <see cref="KuCoinFrames"/>.
/// </summary>
/// <remarks>
/// The scales are needed before the data names its symbol, so they come from the topic; the data must then name the same instrument.
/// </remarks>
internal static class KuCoinOrderedFrames
{
    /// <summary>Reads one frame into <paramref name="reading"/>; when false, the reading holds rests and is to be cleared.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        FrameCursor cursor = new(frame);
        bool typeFirst = cursor.Take("{\"type\":\"message\",\"topic\":\"/market/"u8);
        if (!typeFirst && !cursor.Take("{\"topic\":\"/market/"u8)) return false;
        bool isLevel2 = cursor.Take("level2:"u8);
        if (!isLevel2 && !cursor.Take("match:"u8)) return false;
        if (!TryPlace(ref cursor, table, out int place)) return false;
        if (!typeFirst && !cursor.Take(",\"type\":\"message\""u8)) return false;
        return isLevel2
            ? cursor.Take(",\"subject\":\"trade.l2update\",\"data\":{"u8) && TryLevel2(ref cursor, table, place, reading)
            : cursor.Take(",\"subject\":\"trade.l3match\",\"data\":{"u8) && TryMatch(ref cursor, table, place, reading);
    }

    private static bool TryLevel2(ref FrameCursor cursor, InstrumentTable table, int place, FrameReading reading)
    {
        Instrument instrument = table.Instruments[place];
        return cursor.Take("\"changes\":{\"asks\":["u8) && cursor.TakeSequencedLevels(instrument, Side.Sell, reading)
            && cursor.Take(",\"bids\":["u8) && cursor.TakeSequencedLevels(instrument, Side.Buy, reading)
            && cursor.Take("},\"sequenceEnd\":"u8) && cursor.TakeInteger(out long last)
            && cursor.Take(",\"sequenceStart\":"u8) && cursor.TakeInteger(out long first)
            && cursor.Take(",\"symbol\":\""u8) && TryPlace(ref cursor, table, out int named) && named == place
            && cursor.Take(",\"time\":"u8) && cursor.TakeInteger(out long time)
            && cursor.Take("}}"u8) && cursor.IsAtEnd
            && reading.IsBook(place, first, last, Json.MillisecondsToNs(time)) == FrameKind.Book;
    }

    private static bool TryMatch(ref FrameCursor cursor, InstrumentTable table, int place, FrameReading reading)
    {
        Instrument instrument = table.Instruments[place];
        if (!cursor.Take("\"makerOrderId\":\""u8) || !cursor.TakeText(out _)
            || !cursor.Take(",\"price\":\""u8) || !cursor.TakeDecimal(instrument.PriceScale, out long price)
            || !cursor.Take(",\"sequence\":\""u8) || !cursor.TakeInteger(out long sequence)
            || !cursor.Take("\",\"side\":\""u8)) return false;
        bool isBuy = cursor.Take("buy\""u8);
        if (!isBuy && !cursor.Take("sell\""u8)) return false;
        return cursor.Take(",\"size\":\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long size)
            && cursor.Take(",\"symbol\":\""u8) && TryPlace(ref cursor, table, out int named) && named == place
            && cursor.Take(",\"takerOrderId\":\""u8) && cursor.TakeText(out _)
            && cursor.Take(",\"time\":\""u8) && cursor.TakeInteger(out long time)
            && cursor.Take("\",\"tradeId\":\""u8) && cursor.TakeText(out _)
            && cursor.Take(",\"type\":\"match\"}}"u8) && cursor.IsAtEnd
            && reading.IsTrade(place, new(sequence, new Price(price), new Quantity(size), isBuy ? Side.Buy : Side.Sell, time)) == FrameKind.Trade;
    }

    private static bool TryPlace(ref FrameCursor cursor, InstrumentTable table, out int place)
    {
        place = cursor.TakeText(out ReadOnlySpan<byte> symbol) ? table.Find(symbol) : -1;
        return place >= 0;
    }
}
