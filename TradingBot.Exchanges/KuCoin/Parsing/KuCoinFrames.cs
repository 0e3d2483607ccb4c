using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.KuCoin.Parsing;

/// <summary>Frames of KuCoin's classic public channel. Pure: bytes in, a value or a refusal out.</summary>
/// <remarks>
/// <c>{"type":"message","topic":"/market/level2:BTC-USDT","subject":"trade.l2update","data":{"sequenceStart":1613277183875,"symbol":"BTC-USDT","changes":{"asks":[["244.351","150","1613277183875"]],"bids":[]},"sequenceEnd":1613277183875}}</c><br/>
/// <c>{"type":"message","topic":"/market/match:BTC-USDT","subject":"trade.l3match","data":{"sequence":"1613277183901","type":"match","symbol":"BTC-USDT","side":"buy","price":"243.6","size":"0.08","tradeId":"…","time":"1619378326330000000"}}</c><br/>
/// In captures <c>data</c> stands before <c>subject</c> and <c>topic</c>, so nothing may depend on the order.
/// </remarks>
internal static partial class KuCoinFrames
{
    /// <summary>Parses one frame into <paramref name="reading"/>.</summary>
    public static FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        reading.Clear();
        return KuCoinOrderedFrames.TryParse(frame, table, reading) ? reading.Kind : ParseTolerant(frame, table, reading);
    }

    /// <summary>Parses one frame in whatever order and spelling its fields come.</summary>
    public static FrameKind ParseTolerant(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        reading.Clear();
        // The reader looks into texts only where they are read.
        if (!Utf8.IsValid(frame)) return reading.Refuse(FrameRefusal.NotJson);
        try
        {
            return ParseFrame(frame, table, reading);
        }
        catch (JsonException)
        {
            return reading.Refuse(FrameRefusal.NotJson);
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to a text that is not valid UTF-8.
            return reading.Refuse(FrameRefusal.NotJson);
        }
    }

    private enum FrameType
    {
        Other, Message, Welcome, Acknowledged, Pong, Error,
    }

    private enum Subject
    {
        Other, Level2, Match, Level1, Ticker, WholeBook,
    }

    private static FrameKind ParseFrame(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        Utf8JsonReader reader = new(frame, Json.Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return reading.Refuse(FrameRefusal.WrongShape);
        FrameType type = FrameType.Other;
        Subject subject = Subject.Other;
        Utf8JsonReader data = default;
        ReadOnlySpan<byte> topic = default;
        bool hasData = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = TypeOf(ref reader);
            }
            else if (reader.ValueTextEquals("subject"u8))
            {
                reader.Read();
                subject = SubjectOf(ref reader);
            }
            else if (reader.ValueTextEquals("topic"u8))
            {
                reader.Read();
                topic = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                reader.Read();
                data = reader;
                hasData = true;
            }
            reader.Skip();
        }
        // What follows decides too: a frame cut off or with garbage behind it is not trusted.
        while (reader.Read())
        {
        }
        return type switch
        {
            FrameType.Welcome => reading.Is(FrameKind.Welcome),
            FrameType.Acknowledged => reading.Is(FrameKind.Acknowledged),
            FrameType.Pong => reading.Is(FrameKind.Pong),
            FrameType.Error => reading.IsError(hasData && data.TokenType == JsonTokenType.String ? Encoding.UTF8.GetString(data.ValueSpan) : "an error without words"),
            FrameType.Message when subject == Subject.Level2 => hasData ? ParseLevel2(ref data, table, reading) : reading.Refuse(FrameRefusal.MissingField),
            FrameType.Message when subject == Subject.Match => hasData ? ParseMatch(ref data, table, reading) : reading.Refuse(FrameRefusal.MissingField),
            FrameType.Message when subject is Subject.Level1 or Subject.Ticker or Subject.WholeBook =>
                hasData ? ParseByTopic(subject, topic, ref data, table, reading) : reading.Refuse(FrameRefusal.MissingField),
            FrameType.Message or FrameType.Other => reading.Is(FrameKind.Ignored),
            _ => reading.Is(FrameKind.Ignored),
        };
    }

    private static FrameType TypeOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return FrameType.Other;
        if (reader.ValueTextEquals("message"u8)) return FrameType.Message;
        if (reader.ValueTextEquals("welcome"u8)) return FrameType.Welcome;
        if (reader.ValueTextEquals("ack"u8)) return FrameType.Acknowledged;
        if (reader.ValueTextEquals("pong"u8)) return FrameType.Pong;
        return reader.ValueTextEquals("error"u8) ? FrameType.Error : FrameType.Other;
    }

    private static Subject SubjectOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return Subject.Other;
        if (reader.ValueTextEquals("trade.l2update"u8)) return Subject.Level2;
        if (reader.ValueTextEquals("trade.l3match"u8)) return Subject.Match;
        if (reader.ValueTextEquals("level1"u8)) return Subject.Level1;
        if (reader.ValueTextEquals("trade.ticker"u8)) return Subject.Ticker;
        return reader.ValueTextEquals("level2"u8) ? Subject.WholeBook : Subject.Other;
    }

    private static FrameKind ParseLevel2(ref Utf8JsonReader reader, InstrumentTable table, FrameReading reading)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return reading.Refuse(FrameRefusal.WrongShape);
        int place = -1;
        long first = -1, last = -1, time = 0;
        Utf8JsonReader changes = default;
        bool hasChanges = false, isGood = true;
        while (isGood && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("symbol"u8)) place = reader.TokenType == JsonTokenType.String ? table.Find(reader.ValueSpan) : -1;
            else if (name.SequenceEqual("sequenceStart"u8)) isGood = Json.TryInteger(ref reader, out first);
            else if (name.SequenceEqual("sequenceEnd"u8)) isGood = Json.TryInteger(ref reader, out last);
            else if (name.SequenceEqual("time"u8)) isGood = Json.TryInteger(ref reader, out time);
            else if (name.SequenceEqual("changes"u8))
            {
                changes = reader;
                hasChanges = true;
            }
            reader.Skip();
        }
        if (!isGood) return reading.Refuse(FrameRefusal.BadNumber);
        if (place < 0) return reading.Refuse(FrameRefusal.UnknownSymbol);
        if (first < 0 || last < 0 || !hasChanges) return reading.Refuse(FrameRefusal.MissingField);
        FrameRefusal refusal = ReadChanges(ref changes, table.Instruments[place], reading);
        return refusal == FrameRefusal.None ? reading.IsBook(place, first, last, Json.MillisecondsToNs(time)) : reading.Refuse(refusal);
    }

    private static FrameRefusal ReadChanges(ref Utf8JsonReader reader, Instrument instrument, FrameReading reading)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return FrameRefusal.WrongShape;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool bids = reader.ValueTextEquals("bids"u8), asks = reader.ValueTextEquals("asks"u8);
            reader.Read();
            if (bids || asks)
            {
                FrameRefusal refusal = Json.ReadLevels(ref reader, instrument, bids ? Side.Buy : Side.Sell, reading, zeroPriceIsEmpty: true);
                if (refusal != FrameRefusal.None) return refusal;
            }
            else reader.Skip();
        }
        return FrameRefusal.None;
    }

    private ref struct MatchFields
    {
        public int Place;
        public long Sequence, Time;
        public bool HasSequence, HasSide;
        public Side Side;
        public Utf8JsonReader Price, Size;
        public bool HasPrice, HasSize;
    }

    private static FrameKind ParseMatch(ref Utf8JsonReader reader, InstrumentTable table, FrameReading reading)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return reading.Refuse(FrameRefusal.WrongShape);
        MatchFields fields = new() { Place = -1 };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (!ReadMatchField(ref reader, table, ref fields)) return reading.Refuse(FrameRefusal.BadNumber);
        if (fields.Place < 0) return reading.Refuse(FrameRefusal.UnknownSymbol);
        if (!fields.HasSequence || !fields.HasSide || !fields.HasPrice || !fields.HasSize) return reading.Refuse(FrameRefusal.MissingField);
        Instrument instrument = table.Instruments[fields.Place];
        if (!ExactDecimal.TryParse(ref fields.Price, instrument.PriceScale, out long price)
            || !ExactDecimal.TryParse(ref fields.Size, instrument.QuantityScale, out long size)) return reading.Refuse(FrameRefusal.NotRepresentable);
        return reading.IsTrade(fields.Place, new(fields.Sequence, new Price(price), new Quantity(size), fields.Side, Math.Max(0, fields.Time)));
    }

    private static bool ReadMatchField(ref Utf8JsonReader reader, InstrumentTable table, ref MatchFields fields)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        if (name.SequenceEqual("symbol"u8)) fields.Place = reader.TokenType == JsonTokenType.String ? table.Find(reader.ValueSpan) : -1;
        else if (name.SequenceEqual("sequence"u8)) return fields.HasSequence = Json.TryInteger(ref reader, out fields.Sequence);
        else if (name.SequenceEqual("time"u8)) return Json.TryInteger(ref reader, out fields.Time);
        else if (name.SequenceEqual("side"u8))
        {
            if (reader.TokenType != JsonTokenType.String) return false;
            fields.Side = reader.ValueTextEquals("buy"u8) ? Side.Buy : Side.Sell;
            return fields.HasSide = fields.Side == Side.Buy || reader.ValueTextEquals("sell"u8);
        }
        else if (name.SequenceEqual("price"u8))
        {
            fields.Price = reader;
            fields.HasPrice = true;
        }
        else if (name.SequenceEqual("size"u8))
        {
            fields.Size = reader;
            fields.HasSize = true;
        }
        reader.Skip();
        return true;
    }
}
