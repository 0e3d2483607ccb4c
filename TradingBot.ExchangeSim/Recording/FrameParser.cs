using System.Text.Json;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>
/// Reads a recorded line: what <see cref="RecordedLine"/> takes off it, then a raw frame; KuCoin's are read by <see cref="KucoinFrames"/>, Binance's
/// here, wrapped with the name of their stream or not.
/// Samples: <c>1723161254087891268 {"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000",…}}</c>,
/// <c>1723161254206652067 {"lastUpdateId":50093239218,"bids":[["61837.63000000","3.78826000"],…],"asks":[…]}</c>.
/// </summary>
internal static class FrameParser
{
    /// <summary>Fills the frame from a line; null, or what is wrong with the line.</summary>
    public static string? Parse(ReadOnlySpan<byte> line, RecordedFrame frame)
    {
        frame.Clear();
        if (RecordedLine.Split(line, frame, out ReadOnlySpan<byte> json) is { } noFrame)
            return noFrame;
        if (json.IsEmpty)
            return null;
        try
        {
            if (KucoinFrames.Fits(json))
                return KucoinFrames.Parse(json, frame);
            var reader = new Utf8JsonReader(json);
            string? wrong = ReadFields(ref reader, frame);
            return wrong ?? Complete(frame);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return $"the frame is not the JSON of a market data frame: {exception.Message}";
        }
    }

    private static string? ReadFields(ref Utf8JsonReader reader, RecordedFrame frame)
    {
        string? wrong = null;
        while (wrong is null && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            if (reader.ValueTextEquals("data"u8))
                continue;
            wrong = ReadField(ref reader, frame);
        }
        return wrong;
    }

    private static string? ReadField(ref Utf8JsonReader reader, RecordedFrame frame)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        switch (name)
        {
            case [(byte)'e']: frame.Kind = KindOf(ref reader); return null;
            case [(byte)'E']: frame.EventMs = reader.GetInt64(); return null;
            case [(byte)'s']: frame.Symbol = reader.GetString() ?? ""; return null;
            case [(byte)'U']: frame.FirstUpdateId = reader.GetInt64(); return null;
            case [(byte)'u']: frame.LastUpdateId = reader.GetInt64(); return null;
            case [(byte)'t'] when reader.TokenType == JsonTokenType.Number: frame.TradeId = reader.GetInt64(); return null;
            case [(byte)'T'] when reader.TokenType == JsonTokenType.Number: frame.TradeNs = reader.GetInt64() * 1_000_000; return null;
            case [(byte)'m']: frame.BuyerIsMaker = reader.GetBoolean(); return null;
            case [(byte)'p']: return Amount(ref reader, price => frame.Trade = frame.Trade with { Price = price });
            case [(byte)'q']: return Amount(ref reader, quantity => frame.Trade = frame.Trade with { Quantity = quantity });
            case [(byte)'B']: return Amount(ref reader, quantity => frame.BestBid = frame.BestBid with { Quantity = quantity });
            case [(byte)'A']: return Amount(ref reader, quantity => frame.BestAsk = frame.BestAsk with { Quantity = quantity });
            case [(byte)'b'] or [(byte)'a'] when reader.TokenType == JsonTokenType.Number: return null; // Order ids in old captures of trades.
            case [(byte)'b'] when reader.TokenType == JsonTokenType.String: return Amount(ref reader, price => frame.BestBid = frame.BestBid with { Price = price });
            case [(byte)'a'] when reader.TokenType == JsonTokenType.String: return Amount(ref reader, price => frame.BestAsk = frame.BestAsk with { Price = price });
        }
        if (name.SequenceEqual("lastUpdateId"u8))
        {
            frame.Kind = FrameKind.Snapshot;
            frame.LastUpdateId = reader.GetInt64();
            return null;
        }
        if (name is [(byte)'b'] || name.SequenceEqual("bids"u8))
            return Levels(ref reader, frame.Bids);
        if (name is [(byte)'a'] || name.SequenceEqual("asks"u8))
            return Levels(ref reader, frame.Asks);
        reader.Skip();
        return null;
    }

    private static FrameKind KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("depthUpdate"u8) ? FrameKind.Depth : reader.ValueTextEquals("trade"u8) ? FrameKind.Trade : FrameKind.Other;

    private static string? Amount(ref Utf8JsonReader reader, Action<long> set)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }
        if (!Amounts.TryParse(reader.ValueSpan, out long units))
            return "an amount is not a plain decimal with at most eight decimals";
        set(units);
        return null;
    }

    private static string? Levels(ref Utf8JsonReader reader, List<RecordedLevel> levels)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return "a list of levels is not an array";
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            bool valid = Amounts.TryParse(reader.ValueSpan, out long price) & reader.Read() & Amounts.TryParse(reader.ValueSpan, out long quantity);
            if (!valid || price == 0)
                return "a level is not a price and a quantity with at most eight decimals each";
            levels.Add(new RecordedLevel(price, quantity, 0));
            while (reader.TokenType != JsonTokenType.EndArray)
                reader.Read();
        }
        return null;
    }

    /// <summary>Tells a bookTicker by its fields (it has no event name), and checks that a frame has what its kind needs.</summary>
    private static string? Complete(RecordedFrame frame)
    {
        if (frame.Kind == FrameKind.Other && frame.BestBid.Price > 0 && frame.BestAsk.Price > 0 && frame.LastUpdateId > 0 && frame.FirstUpdateId == 0)
            frame.Kind = FrameKind.BookTicker;
        return frame.Kind switch
        {
            FrameKind.Depth when frame.FirstUpdateId < 1 || frame.LastUpdateId < frame.FirstUpdateId => "a depth update has no U and u, or U above u",
            FrameKind.Trade when frame.TradeId < 1 || frame.Trade.Price < 1 || frame.Trade.Quantity < 1 => "a trade has no id, price or quantity",
            FrameKind.Depth or FrameKind.Trade when frame.EventMs < 1 => "the frame has no event time E",
            FrameKind.Snapshot when frame.LastUpdateId < 1 => "a snapshot has no lastUpdateId",
            _ => null,
        };
    }
}
