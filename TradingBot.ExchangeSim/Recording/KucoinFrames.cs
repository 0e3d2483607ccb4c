using System.Globalization;
using System.Text;
using System.Text.Json;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>
/// Reads KuCoin's frames: pushes of <c>/market/level2</c> and <c>/market/match</c>, and answers with a level 2 book. Samples:
/// <c>{"data":{"sequenceStart":1613277183874,"symbol":"BCHSV-USDT","changes":{"asks":[["0","0","1613277183874"]],"bids":[]},"sequenceEnd":1613277183874},"subject":"trade.l2update","topic":"/market/level2:BCHSV-USDT","type":"message"}</c>,
/// <c>{"code":"200000","data":{"time":1619378326628,"sequence":"1613277183892","bids":[["242.649","5"]],"asks":[["242.951","0.2"]]}}</c>.
/// </summary>
internal static class KucoinFrames
{
    private const string TooFine = "an amount is not a plain decimal with at most eight decimals";

    public static bool Fits(ReadOnlySpan<byte> json) => json.IndexOf("\"topic\":"u8) >= 0 || json.StartsWith("{\"code\":\""u8);

    /// <summary>Fills the frame; null, or what is wrong with it.</summary>
    public static string? Parse(ReadOnlySpan<byte> json, RecordedFrame frame)
    {
        frame.Venue = Venue.Kucoin;
        var reader = new Utf8JsonReader(json);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        if (!root.TryGetProperty("data", out JsonElement data) || data.ValueKind != JsonValueKind.Object)
            return null;
        string topic = root.TryGetProperty("topic", out JsonElement named) ? named.GetString() ?? "" : "";
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
            frame.Symbol = topic[(colon + 1)..];
        return colon < 0 ? Snapshot(data, frame) : topic[..colon] switch
        {
            "/market/level2" => Level2(data, frame),
            "/market/match" => Match(data, frame),
            _ => null,
        };
    }

    private static string? Snapshot(JsonElement data, RecordedFrame frame)
    {
        if (!data.TryGetProperty("bids", out JsonElement bids) || !data.TryGetProperty("asks", out JsonElement asks) || bids.ValueKind != JsonValueKind.Array)
            return null;
        frame.Kind = FrameKind.Snapshot;
        frame.LastUpdateId = Whole(data, "sequence");
        frame.EventMs = Whole(data, "time");
        return frame.LastUpdateId < 1 ? "a snapshot has no sequence" : Rows(bids, frame.Bids, frame) ?? Rows(asks, frame.Asks, frame);
    }

    private static string? Level2(JsonElement data, RecordedFrame frame)
    {
        frame.Kind = FrameKind.Depth;
        frame.FirstUpdateId = Whole(data, "sequenceStart");
        frame.LastUpdateId = Whole(data, "sequenceEnd");
        frame.EventMs = Whole(data, "time");
        if (frame.FirstUpdateId < 1 || frame.LastUpdateId < frame.FirstUpdateId)
            return "a level 2 change has no sequenceStart and sequenceEnd, or the start above the end";
        JsonElement changes = data.GetProperty("changes");
        return Rows(changes.GetProperty("bids"), frame.Bids, frame) ?? Rows(changes.GetProperty("asks"), frame.Asks, frame);
    }

    private static string? Match(JsonElement data, RecordedFrame frame)
    {
        frame.Kind = FrameKind.Trade;
        frame.TradeId = Whole(data, "sequence");
        frame.TradeNs = Whole(data, "time");
        frame.EventMs = frame.TradeNs / 1_000_000;
        frame.BuyerIsMaker = data.GetProperty("side").ValueEquals("sell"u8);
        if (!TryAmount(data.GetProperty("price"), out long price) | !TrySize(data.GetProperty("size"), out long size))
            return Fault(frame);
        frame.Trade = new PriceLevel(price, size);
        return frame.TradeId < 1 || price < 1 || size < 1 || frame.TradeNs < 1 ? "a match has no sequence, time, price or size" : null;
    }

    /// <summary>Rows of price, size and, in changes, own sequence. A price of 0 only moves the sequence on.</summary>
    private static string? Rows(JsonElement rows, List<RecordedLevel> levels, RecordedFrame frame)
    {
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (!TryAmount(row[0], out long price) | !TrySize(row[1], out long size))
                return Fault(frame);
            if (price > 0)
                levels.Add(new RecordedLevel(price, size, row.GetArrayLength() > 2 ? Whole(row[2]) : 0));
        }
        return null;
    }

    private static string Fault(RecordedFrame frame)
    {
        frame.HasUnplayableAmount = true;
        return TooFine;
    }

    /// <summary>KuCoin's books hold remainders below its own lots, such as 0.00019434546: they are cut to eight decimals.</summary>
    private static bool TrySize(JsonElement value, out long units)
    {
        string text = Text(value);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        bool isPlain = point >= 0 && text.AsSpan(point + 1).ContainsAnyExceptInRange('0', '9') is false;
        return TryAmount(isPlain && text.Length > point + 1 + Amounts.Scale ? text[..(point + 1 + Amounts.Scale)] : text, out units);
    }

    private static bool TryAmount(JsonElement value, out long units) => TryAmount(Text(value), out units);

    private static bool TryAmount(string text, out long units) => Amounts.TryParse(Encoding.UTF8.GetBytes(text), out units);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static long Whole(JsonElement data, string field) => data.TryGetProperty(field, out JsonElement value) ? Whole(value) : 0;

    private static long Whole(JsonElement value) =>
        long.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;
}
