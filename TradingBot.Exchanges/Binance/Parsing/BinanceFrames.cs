using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Binance.Parsing;

/// <summary>Frames of Binance's combined market streams. Pure: bytes in, a value or a refusal out.</summary>
/// <remarks>
/// <c>{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":[["61737.63000000","0.00000000"]],"a":[]}}</c><br/>
/// <c>{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}</c><br/>
/// <c>{"stream":"btcusdt@bookTicker","data":{"u":50093239207,"s":"BTCUSDT","b":"61837.63000000","B":"1.20000000","a":"61837.64000000","A":"0.30000000"}}</c><br/>
/// A frame may also come without the wrapper, its fields in any order, its numbers as strings.
/// </remarks>
internal static class BinanceFrames
{
    /// <summary>Parses one frame into <paramref name="reading"/>.</summary>
    public static FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        reading.Clear();
        return BinanceOrderedFrames.TryParse(frame, table, reading) ? reading.Kind : ParseTolerant(frame, table, reading);
    }

    /// <summary>Parses one frame in whatever order and spelling its fields come.</summary>
    public static FrameKind ParseTolerant(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading)
    {
        reading.Clear();
        // The reader looks into texts only where they are read.
        if (!Utf8.IsValid(frame)) return reading.Refuse(FrameRefusal.NotJson);
        try
        {
            Utf8JsonReader reader = new(frame, Json.Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return reading.Refuse(FrameRefusal.WrongShape);
            FrameKind kind = ParseObject(ref reader, table, reading);
            // What follows decides too: a frame cut off or with garbage behind it is not trusted.
            while (kind != FrameKind.Refused && reader.Read())
            {
            }
            return kind;
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

    /// <summary>Fields of an event while they are collected; arrays are remembered as places to read from when symbol and kind are known.</summary>
    private ref struct Fields
    {
        public EventKind Event;
        public int Place;
        public long EventTime, FirstId, LastId, TradeId, TradeTime;
        public bool HasFirstId, HasLastId, HasTradeId, HasMaker, BuyerIsMaker, HasResult, HasError;
        public Utf8JsonReader Bids, Asks, Price, Quantity, BidQuantity, AskQuantity;
        public bool HasBids, HasAsks, HasPrice, HasQuantity, HasBidQuantity, HasAskQuantity;
        public string? Text;
    }

    private enum EventKind
    {
        None, Depth, Trade, Shutdown, Other,
    }

    private static FrameKind ParseObject(ref Utf8JsonReader reader, InstrumentTable table, FrameReading reading)
    {
        Fields fields = new() { Place = -1 };
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            if (name.SequenceEqual("data"u8))
            {
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartObject) return reading.Refuse(FrameRefusal.WrongShape);
                FrameKind kind = ParseObject(ref reader, table, reading);
                if (kind == FrameKind.Refused) return kind;
                // What is left of the wrapper is only the stream's name.
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) reader.Skip();
                return kind;
            }
            if (!ReadField(ref reader, name, table, ref fields)) return reading.Refuse(FrameRefusal.BadNumber);
        }
        return reader.TokenType == JsonTokenType.EndObject ? Conclude(ref fields, table, reading) : reading.Refuse(FrameRefusal.WrongShape);
    }

    private static bool ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, InstrumentTable table, ref Fields fields)
    {
        if (name.Length != 1) return ReadLongName(ref reader, name, ref fields);
        byte letter = name[0];
        reader.Read();
        switch (letter)
        {
            case (byte)'e': fields.Event = KindOf(ref reader); break;
            case (byte)'s': fields.Place = reader.TokenType == JsonTokenType.String ? table.Find(reader.ValueSpan) : -1; break;
            case (byte)'E': return Json.TryInteger(ref reader, out fields.EventTime);
            case (byte)'U': return fields.HasFirstId = Json.TryInteger(ref reader, out fields.FirstId);
            case (byte)'u': return fields.HasLastId = Json.TryInteger(ref reader, out fields.LastId);
            case (byte)'t': return fields.HasTradeId = Json.TryInteger(ref reader, out fields.TradeId);
            case (byte)'T': return Json.TryInteger(ref reader, out fields.TradeTime);
            case (byte)'b': fields.Bids = reader; fields.HasBids = true; break;
            case (byte)'a': fields.Asks = reader; fields.HasAsks = true; break;
            case (byte)'B': fields.BidQuantity = reader; fields.HasBidQuantity = true; break;
            case (byte)'A': fields.AskQuantity = reader; fields.HasAskQuantity = true; break;
            case (byte)'p': fields.Price = reader; fields.HasPrice = true; break;
            case (byte)'q': fields.Quantity = reader; fields.HasQuantity = true; break;
            case (byte)'m':
                fields.HasMaker = reader.TokenType is JsonTokenType.True or JsonTokenType.False;
                fields.BuyerIsMaker = reader.TokenType == JsonTokenType.True;
                return fields.HasMaker;
            default: break;
        }
        reader.Skip();
        return true;
    }

    /// <summary>Answers to what we sent: <c>{"result":null,"id":1}</c> or <c>{"code":2,"msg":"Invalid request: …","id":1}</c>, also under <c>error</c>.</summary>
    private static bool ReadLongName(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref Fields fields)
    {
        if (name.SequenceEqual("result"u8)) fields.HasResult = true;
        else if (name.SequenceEqual("error"u8)) fields.HasError = true;
        else if (name.SequenceEqual("code"u8)) fields.HasError = true;
        else if (name.SequenceEqual("msg"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String) fields.Text = Encoding.UTF8.GetString(reader.ValueSpan);
        }
        reader.Skip();
        return true;
    }

    private static EventKind KindOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String) return EventKind.Other;
        if (reader.ValueTextEquals("depthUpdate"u8)) return EventKind.Depth;
        if (reader.ValueTextEquals("trade"u8)) return EventKind.Trade;
        return reader.ValueTextEquals("serverShutdown"u8) ? EventKind.Shutdown : EventKind.Other;
    }

    private static FrameKind Conclude(ref Fields fields, InstrumentTable table, FrameReading reading)
    {
        switch (fields.Event)
        {
            case EventKind.Depth: return ConcludeDepth(ref fields, table, reading);
            case EventKind.Trade: return ConcludeTrade(ref fields, table, reading);
            case EventKind.Shutdown: return reading.Is(FrameKind.Shutdown);
            // Best prices are the one event without a name.
            case EventKind.None when fields.HasLastId && fields.HasBidQuantity && fields.HasAskQuantity: return ConcludeBestPrices(ref fields, table, reading);
            case EventKind.None when fields.HasError: return reading.IsError(fields.Text ?? "an error without words");
            case EventKind.None when fields.HasResult: return reading.Is(FrameKind.Acknowledged);
            case EventKind.None or EventKind.Other:
            default: return reading.Is(FrameKind.Ignored);
        }
    }

    private static FrameKind ConcludeDepth(ref Fields fields, InstrumentTable table, FrameReading reading)
    {
        if (fields.Place < 0) return reading.Refuse(FrameRefusal.UnknownSymbol);
        if (!fields.HasFirstId || !fields.HasLastId || !fields.HasBids || !fields.HasAsks) return reading.Refuse(FrameRefusal.MissingField);
        Instrument instrument = table.Instruments[fields.Place];
        FrameRefusal refusal = Json.ReadLevels(ref fields.Bids, instrument, Side.Buy, reading, zeroPriceIsEmpty: false);
        if (refusal == FrameRefusal.None)
            refusal = Json.ReadLevels(ref fields.Asks, instrument, Side.Sell, reading, zeroPriceIsEmpty: false);
        return refusal == FrameRefusal.None
            ? reading.IsBook(fields.Place, fields.FirstId, fields.LastId, Json.MillisecondsToNs(fields.EventTime))
            : reading.Refuse(refusal);
    }

    private static FrameKind ConcludeBestPrices(ref Fields fields, InstrumentTable table, FrameReading reading)
    {
        if (fields.Place < 0) return reading.Refuse(FrameRefusal.UnknownSymbol);
        if (!fields.HasBids || !fields.HasAsks) return reading.Refuse(FrameRefusal.MissingField);
        Instrument instrument = table.Instruments[fields.Place];
        return Json.TryLevel(ref fields.Bids, ref fields.BidQuantity, instrument, out BookLevel bid) && Json.TryLevel(ref fields.Asks, ref fields.AskQuantity, instrument, out BookLevel ask)
            ? reading.IsBestPrices(fields.Place, fields.LastId, Json.MillisecondsToNs(fields.EventTime), bid, ask)
            : reading.Refuse(FrameRefusal.NotRepresentable);
    }

    private static FrameKind ConcludeTrade(ref Fields fields, InstrumentTable table, FrameReading reading)
    {
        if (fields.Place < 0) return reading.Refuse(FrameRefusal.UnknownSymbol);
        if (!fields.HasTradeId || !fields.HasPrice || !fields.HasQuantity || !fields.HasMaker) return reading.Refuse(FrameRefusal.MissingField);
        Instrument instrument = table.Instruments[fields.Place];
        if (!ExactDecimal.TryParse(ref fields.Price, instrument.PriceScale, out long price)
            || !ExactDecimal.TryParse(ref fields.Quantity, instrument.QuantityScale, out long quantity)) return reading.Refuse(FrameRefusal.NotRepresentable);
        return reading.IsTrade(fields.Place, new(fields.TradeId, new Price(price), new Quantity(quantity),
            fields.BuyerIsMaker ? Side.Sell : Side.Buy, Json.MillisecondsToNs(fields.TradeTime != 0 ? fields.TradeTime : fields.EventTime)));
    }
}
