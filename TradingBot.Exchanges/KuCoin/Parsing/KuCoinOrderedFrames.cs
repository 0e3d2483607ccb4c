using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.KuCoin.Parsing;

/// <summary>
/// Reads KuCoin's book changes, matches and best prices in one pass, provided that they are written exactly as KuCoin documents them: wrapper first, the data's fields by alphabet,
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
        bool typeFirst = cursor.Take("{\"type\":\"message\",\"topic\":\"/"u8);
        if (!typeFirst && !cursor.Take("{\"topic\":\"/"u8)) return false;
        Topic topic = cursor.Take("market/level2:"u8) ? Topic.Level2
            : cursor.Take("market/match:"u8) ? Topic.Match
            : cursor.Take("spotMarket/level1:"u8) ? Topic.Level1
            : cursor.Take("market/ticker:"u8) ? Topic.Ticker : Topic.Other;
        if (topic == Topic.Other || !TryPlace(ref cursor, table, out int place)) return false;
        if (!typeFirst && !cursor.Take(",\"type\":\"message\""u8)) return false;
        return topic switch
        {
            Topic.Level2 => cursor.Take(",\"subject\":\"trade.l2update\",\"data\":{"u8) && TryLevel2(ref cursor, table, place, reading),
            Topic.Match => cursor.Take(",\"subject\":\"trade.l3match\",\"data\":{"u8) && TryMatch(ref cursor, table, place, reading),
            Topic.Level1 => cursor.Take(",\"subject\":\"level1\",\"data\":{"u8) && TryLevel1(ref cursor, table.Instruments[place], place, reading),
            Topic.Ticker => cursor.Take(",\"subject\":\"trade.ticker\",\"data\":{"u8) && TryTicker(ref cursor, table.Instruments[place], place, reading),
            _ => false,
        };
    }

    private enum Topic
    {
        Other, Level2, Match, Level1, Ticker,
    }

    private static bool TryLevel1(ref FrameCursor cursor, Instrument instrument, int place, FrameReading reading) =>
        cursor.Take("\"asks\":[\""u8) && cursor.TakeDecimal(instrument.PriceScale, out long ask)
        && cursor.Take(",\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long askSize)
        && cursor.Take("],\"bids\":[\""u8) && cursor.TakeDecimal(instrument.PriceScale, out long bid)
        && cursor.Take(",\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long bidSize)
        && cursor.Take("],\"timestamp\":"u8) && cursor.TakeInteger(out long time)
        && cursor.Take("}}"u8) && cursor.IsAtEnd
        && reading.IsBestPrices(place, 0, Json.MillisecondsToNs(time), new(new(bid), new(bidSize)), new(new(ask), new(askSize))) == FrameKind.BestPrices;

    private static bool TryTicker(ref FrameCursor cursor, Instrument instrument, int place, FrameReading reading) =>
        cursor.Take("\"bestAsk\":\""u8) && cursor.TakeDecimal(instrument.PriceScale, out long ask)
        && cursor.Take(",\"bestAskSize\":\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long askSize)
        && cursor.Take(",\"bestBid\":\""u8) && cursor.TakeDecimal(instrument.PriceScale, out long bid)
        && cursor.Take(",\"bestBidSize\":\""u8) && cursor.TakeDecimal(instrument.QuantityScale, out long bidSize)
        && cursor.Take(",\"price\":\""u8) && cursor.TakeText(out _)
        && cursor.Take(",\"sequence\":\""u8) && cursor.TakeInteger(out long sequence)
        && cursor.Take("\",\"size\":\""u8) && cursor.TakeText(out _)
        && cursor.Take(",\"time\":"u8) && cursor.TakeInteger(out long time)
        && cursor.Take("}}"u8) && cursor.IsAtEnd
        && reading.IsBestPrices(place, sequence, Json.MillisecondsToNs(time), new(new(bid), new(bidSize)), new(new(ask), new(askSize))) == FrameKind.BestPrices;

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
