using System.Text.Json;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.KuCoin.Parsing;

/// <content>
/// Best prices and whole books of 50 levels: their data name no symbol, so it comes from the topic.<br/>
/// <c>{"topic":"/spotMarket/level1:BTC-USDT","type":"message","subject":"level1","data":{"asks":["67989.7","0.1"],"bids":["67989.6","0.2"],"timestamp":1729816058766}}</c><br/>
/// <c>{"topic":"/market/ticker:BTC-USDT","type":"message","subject":"trade.ticker","data":{"bestAsk":"67218.7","bestAskSize":"1.92","bestBid":"67218.6","bestBidSize":"0.01","price":"67220","sequence":"14691455768","size":"0.1","time":1729757723612}}</c><br/>
/// <c>{"topic":"/spotMarket/level2Depth50:BTC-USDT","type":"message","subject":"level2","data":{"asks":[["95964.3","0.08"]],"bids":[["95964.2","1.35"]],"timestamp":1733124805073}}</c>
/// </content>
internal static partial class KuCoinFrames
{
    private static FrameKind ParseByTopic(Subject subject, ReadOnlySpan<byte> topic, ref Utf8JsonReader data, InstrumentTable table, FrameReading reading)
    {
        ReadOnlySpan<byte> name = subject switch
        {
            Subject.Level1 => "/spotMarket/level1:"u8,
            Subject.Ticker => "/market/ticker:"u8,
            _ => "/spotMarket/level2Depth50:"u8,
        };
        if (!topic.StartsWith(name)) return reading.Is(FrameKind.Ignored);
        int place = table.Find(topic[name.Length..]);
        if (place < 0) return reading.Refuse(FrameRefusal.UnknownSymbol);
        if (data.TokenType != JsonTokenType.StartObject) return reading.Refuse(FrameRefusal.WrongShape);
        return subject switch
        {
            Subject.Level1 => ParseLevel1(place, ref data, table, reading),
            Subject.Ticker => ParseTicker(place, ref data, table, reading),
            _ => ParseWholeBook(place, ref data, table, reading),
        };
    }

    private static FrameKind ParseLevel1(int place, ref Utf8JsonReader reader, InstrumentTable table, FrameReading reading)
    {
        BookLevel bid = default, ask = default;
        bool hasBid = false, hasAsk = false;
        long time = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isBid = reader.ValueTextEquals("bids"u8), isAsk = reader.ValueTextEquals("asks"u8), isTime = reader.ValueTextEquals("timestamp"u8);
            reader.Read();
            if (isTime && !Json.TryInteger(ref reader, out time)) return reading.Refuse(FrameRefusal.BadNumber);
            if (!isBid && !isAsk)
            {
                reader.Skip();
                continue;
            }
            FrameRefusal refusal = ReadPair(ref reader, table.Instruments[place], out BookLevel level);
            if (refusal != FrameRefusal.None) return reading.Refuse(refusal);
            if (isBid) (bid, hasBid) = (level, true);
            else (ask, hasAsk) = (level, true);
        }
        return hasBid && hasAsk ? reading.IsBestPrices(place, 0, Json.MillisecondsToNs(time), bid, ask) : reading.Refuse(FrameRefusal.MissingField);
    }

    /// <summary>One price and one quantity, not nested; an empty list is a side without orders.</summary>
    private static FrameRefusal ReadPair(ref Utf8JsonReader reader, Instrument instrument, out BookLevel level)
    {
        level = default;
        if (reader.TokenType != JsonTokenType.StartArray) return FrameRefusal.WrongShape;
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray) return FrameRefusal.None;
        Utf8JsonReader price = reader;
        reader.Skip();
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray) return FrameRefusal.MissingField;
        if (!Json.TryLevel(ref price, ref reader, instrument, out level)) return FrameRefusal.NotRepresentable;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) reader.Skip();
        return FrameRefusal.None;
    }

    private ref struct TickerFields
    {
        public Utf8JsonReader Bid, BidSize, Ask, AskSize;
        public bool HasBid, HasBidSize, HasAsk, HasAskSize, HasSequence;
        public long Sequence, Time;
    }

    private static FrameKind ParseTicker(int place, ref Utf8JsonReader reader, InstrumentTable table, FrameReading reading)
    {
        TickerFields fields = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (!ReadTickerField(ref reader, ref fields)) return reading.Refuse(FrameRefusal.BadNumber);
        if (!fields.HasBid || !fields.HasBidSize || !fields.HasAsk || !fields.HasAskSize || !fields.HasSequence) return reading.Refuse(FrameRefusal.MissingField);
        Instrument instrument = table.Instruments[place];
        return Json.TryLevel(ref fields.Bid, ref fields.BidSize, instrument, out BookLevel bid) && Json.TryLevel(ref fields.Ask, ref fields.AskSize, instrument, out BookLevel ask)
            ? reading.IsBestPrices(place, fields.Sequence, Json.MillisecondsToNs(fields.Time), bid, ask)
            : reading.Refuse(FrameRefusal.NotRepresentable);
    }

    private static bool ReadTickerField(ref Utf8JsonReader reader, ref TickerFields fields)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        if (name.SequenceEqual("sequence"u8)) return fields.HasSequence = Json.TryInteger(ref reader, out fields.Sequence);
        // The documents spell it both ways.
        if (name.SequenceEqual("time"u8) || name.SequenceEqual("Time"u8)) return Json.TryInteger(ref reader, out fields.Time);
        if (name.SequenceEqual("bestBid"u8))
        {
            fields.Bid = reader;
            fields.HasBid = true;
        }
        else if (name.SequenceEqual("bestBidSize"u8))
        {
            fields.BidSize = reader;
            fields.HasBidSize = true;
        }
        else if (name.SequenceEqual("bestAsk"u8))
        {
            fields.Ask = reader;
            fields.HasAsk = true;
        }
        else if (name.SequenceEqual("bestAskSize"u8))
        {
            fields.AskSize = reader;
            fields.HasAskSize = true;
        }
        reader.Skip();
        return true;
    }

    private static FrameKind ParseWholeBook(int place, ref Utf8JsonReader reader, InstrumentTable table, FrameReading reading)
    {
        bool hasBids = false, hasAsks = false;
        long time = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool bids = reader.ValueTextEquals("bids"u8), asks = reader.ValueTextEquals("asks"u8), isTime = reader.ValueTextEquals("timestamp"u8);
            reader.Read();
            if (isTime && !Json.TryInteger(ref reader, out time)) return reading.Refuse(FrameRefusal.BadNumber);
            if (bids || asks)
            {
                FrameRefusal refusal = Json.ReadLevels(ref reader, table.Instruments[place], bids ? Side.Buy : Side.Sell, reading, zeroPriceIsEmpty: false);
                if (refusal != FrameRefusal.None) return reading.Refuse(refusal);
                (hasBids, hasAsks) = (hasBids || bids, hasAsks || asks);
            }
            else reader.Skip();
        }
        return hasBids && hasAsks && time >= 0 ? reading.IsWholeBook(place, time) : reading.Refuse(FrameRefusal.MissingField);
    }
}
