using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Binance.Parsing;

/// <summary>
/// Reads Binance's depth updates, trades and best prices in one pass, provided that they are written exactly as Binance writes them: its order of fields, no white space,
/// amounts as texts, ids as numbers. Anything else, and anything that would have to be refused, is declined and left to <see cref="BinanceFrames"/>.
/// </summary>
internal static class BinanceOrderedFrames
{
    /// <summary>Reads one frame into <paramref name="reading"/>; when false, the reading holds rests and is to be cleared.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        FrameCursor cursor = new(frame);
        if (!cursor.Take("{\"stream\":\""u8) || !cursor.TakeText(out _) || !cursor.Take(",\"data\":{\""u8)) return false;
        if (cursor.Take("u\":"u8)) return TryBestPrices(ref cursor, table, reading);
        if (!cursor.Take("e\":\""u8)) return false;
        if (cursor.Take("depthUpdate\""u8)) return TryDepth(ref cursor, table, reading);
        return cursor.Take("trade\""u8) && TryTrade(ref cursor, table, reading);
    }

    private static bool TryDepth(ref FrameCursor cursor, InstrumentTable table, FrameReading reading)
    {
        if (!TryTimeAndSymbol(ref cursor, table, out long time, out int place)
            || !cursor.Take(",\"U\":"u8) || !cursor.TakeInteger(out long first)
            || !cursor.Take(",\"u\":"u8) || !cursor.TakeInteger(out long last)) return false;
        Instrument instrument = table.Instruments[place];
        return cursor.Take(",\"b\":["u8) && cursor.TakeLevels(instrument, Side.Buy, reading)
            && cursor.Take(",\"a\":["u8) && cursor.TakeLevels(instrument, Side.Sell, reading)
            && cursor.Take("}}"u8) && cursor.IsAtEnd
            && reading.IsBook(place, first, last, Json.MillisecondsToNs(time)) == FrameKind.Book;
    }

    private static bool TryTrade(ref FrameCursor cursor, InstrumentTable table, FrameReading reading)
    {
        if (!TryTimeAndSymbol(ref cursor, table, out long time, out int place)) return false;
        Instrument instrument = table.Instruments[place];
        if (!cursor.Take(",\"t\":"u8) || !cursor.TakeInteger(out long id)
            || !cursor.Take(",\"p\":\""u8) || !cursor.TakeDecimal(instrument.PriceScale, out long price)
            || !cursor.Take(",\"q\":\""u8) || !cursor.TakeDecimal(instrument.QuantityScale, out long quantity)
            || !cursor.Take(",\"T\":"u8) || !cursor.TakeInteger(out long tradeTime)
            || !cursor.Take(",\"m\":"u8)) return false;
        bool buyerIsMaker = cursor.Take("true"u8);
        if (!(buyerIsMaker || cursor.Take("false"u8)) || !cursor.Take(",\"M\":"u8)
            || !(cursor.Take("true}}"u8) || cursor.Take("false}}"u8)) || !cursor.IsAtEnd) return false;
        TradePrint trade = new(id, new Price(price), new Quantity(quantity), buyerIsMaker ? Side.Sell : Side.Buy,
            Json.MillisecondsToNs(tradeTime != 0 ? tradeTime : time));
        return reading.IsTrade(place, trade) == FrameKind.Trade;
    }

    private static bool TryBestPrices(ref FrameCursor cursor, InstrumentTable table, FrameReading reading)
    {
        if (!cursor.TakeInteger(out long number) || !cursor.Take(",\"s\":\""u8) || !cursor.TakeText(out ReadOnlySpan<byte> symbol)) return false;
        int place = table.Find(symbol);
        if (place < 0) return false;
        Instrument instrument = table.Instruments[place];
        return cursor.Take(",\"b\":\""u8) && cursor.TakeDecimal(instrument.PriceScale, out long bid)
            && cursor.Take(",\"B\":\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long bidQuantity)
            && cursor.Take(",\"a\":\""u8) && cursor.TakeDecimal(instrument.PriceScale, out long ask)
            && cursor.Take(",\"A\":\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long askQuantity)
            && cursor.Take("}}"u8) && cursor.IsAtEnd
            && reading.IsBestPrices(place, number, 0, new(new(bid), new(bidQuantity)), new(new(ask), new(askQuantity))) == FrameKind.BestPrices;
    }

    private static bool TryTimeAndSymbol(ref FrameCursor cursor, InstrumentTable table, out long time, out int place)
    {
        place = -1;
        if (!cursor.Take(",\"E\":"u8) || !cursor.TakeInteger(out time))
        {
            time = 0;
            return false;
        }
        if (!cursor.Take(",\"s\":\""u8) || !cursor.TakeText(out ReadOnlySpan<byte> symbol)) return false;
        place = table.Find(symbol);
        return place >= 0;
    }
}
