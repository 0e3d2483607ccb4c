using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>What can become of a message on its way: each kind of <c>corrupt</c>, and messages that are too large or too deep.</summary>
internal static partial class Corruption
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] PriceFields = ["p", "price", "b", "a", "bids", "asks", "bestBid", "bestAsk", "buy", "sell", "c", "candles"];

    /// <summary>The corrupted message; null where the kind does not suit it, such as a wrong price where there is no price.</summary>
    public static Frame? Corrupt(string kind, Frame frame, Topic topic) => kind switch
    {
        "truncated" => frame with { Cut = true },
        "invalidJson" => frame with { Bytes = InvalidJson(frame.Bytes) },
        "invalidUtf8" => frame with { Bytes = JsonText.Insert(frame.Bytes, frame.Bytes.AsSpan().IndexOf(":\""u8) + 2, [0xC3, 0x28]) },
        "extraFields" => frame with { Bytes = JsonText.WithFieldFirst(frame.Bytes, "\"zzNew\":{\"list\":[1,\"two\",{\"three\":null}],\"flag\":true},"u8) },
        "otherOrder" => frame with { Bytes = Reversed(frame.Bytes) },
        "numbersAsNumbers" => frame with { Bytes = Encoding.UTF8.GetBytes(QuotedNumber().Replace(Encoding.UTF8.GetString(frame.Bytes), "$1")) },
        "unknownSymbol" => UnknownSymbol(frame, topic),
        _ => WrongPrice(kind, frame, topic),
    };

    public static Frame Padded(Frame frame, int bytes, bool compressed)
    {
        byte[] field = new byte[Math.Max(bytes - frame.Bytes.Length, 16)];
        field.AsSpan().Fill((byte)'x');
        "\"padding\":\""u8.CopyTo(field);
        "\","u8.CopyTo(field.AsSpan(field.Length - 2));
        return frame with { Bytes = JsonText.WithFieldFirst(frame.Bytes, field), Compressed = compressed };
    }

    public static Frame Nested(Frame frame, int depth)
    {
        string field = $"\"nested\":{new string('[', depth)}{new string(']', depth)},";
        return frame with { Bytes = JsonText.WithFieldFirst(frame.Bytes, Encoding.ASCII.GetBytes(field)) };
    }

    private static byte[] InvalidJson(byte[] message)
    {
        byte[] changed = [.. message];
        changed[changed.AsSpan().IndexOf((byte)':')] = (byte)';';
        return changed;
    }

    private static Frame? UnknownSymbol(Frame frame, Topic topic)
    {
        string text = Encoding.UTF8.GetString(frame.Bytes);
        if (topic.Market is not { } market || !text.Contains(market.Symbol, StringComparison.Ordinal))
            return null;
        string unknown = market.Instrument.Venue == Venue.Binance ? "NOSUCHUSDT" : "NOSUCH-USDT";
        return frame with { Bytes = Encoding.UTF8.GetBytes(text.Replace(market.Symbol, unknown, StringComparison.Ordinal)) };
    }

    private static Frame? WrongPrice(string kind, Frame frame, Topic topic)
    {
        if (kind == "zeroPrice" && topic.Kind == StreamKind.Depth && topic.Market is { Instrument.Venue: Venue.Kucoin } market)
            return ZeroRow(frame, market);
        if (JsonNode.Parse(frame.Bytes) is not { } message || FindPrice(message) is not { } price)
            return null;
        string text = price.ToString();
        JsonNode? wrong = kind switch
        {
            "wrongType" => new JsonObject { ["is"] = text },
            "null" => null,
            "nan" => "NaN",
            "negativePrice" => "-" + text,
            "zeroPrice" => "0",
            "hugeNumber" => "1e308",
            "longDecimal" => LongDecimal(text),
            "offTick" => OffTick(text),
            _ => throw new InvalidOperationException($"The vocabulary has a kind '{kind}' that nothing makes."),
        };
        price.ReplaceWith(wrong);
        return frame with { Bytes = JsonSerializer.SerializeToUtf8Bytes(message, Plain) };
    }

    /// <summary>KuCoin's price 0 is no error: the row only advances the sequence. So the row is added, and the others stay.</summary>
    private static Frame? ZeroRow(Frame frame, PublicMarket market)
    {
        var row = new StringBuilder(FormattableString.Invariant($"[\"0\",\"0\",\"{market.UpdateId}\"],"));
        return JsonText.WithRows(frame.Bytes, "asks", row) is { } changed ? frame with { Bytes = changed } : null;
    }

    private static string LongDecimal(string price)
    {
        string whole = price.Contains('.', StringComparison.Ordinal) ? price : price + ".";
        return whole.PadRight(40, '0') + "1";
    }

    /// <summary>A hundred-millionth more than the price: no instrument here has so small a tick.</summary>
    private static string OffTick(string price) =>
        (decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture) + 0.00000001m).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static JsonValue? FindPrice(JsonNode node)
    {
        if (node is not JsonObject fields)
            return null;
        foreach ((string name, JsonNode? value) in fields)
        {
            JsonValue? found = value switch
            {
                JsonValue text when PriceFields.Contains(name) && IsDecimal(text) => text,
                JsonArray rows when PriceFields.Contains(name) => FirstOf(rows, name == "candles" ? 1 : 0),
                JsonObject inner => FindPrice(inner),
                _ => null,
            };
            if (found is not null)
                return found;
        }
        return null;
    }

    private static JsonValue? FirstOf(JsonArray rows, int column) => rows.Count <= column ? null : rows[column] switch
    {
        JsonValue text when IsDecimal(text) => text,
        JsonArray { Count: > 0 } row when row[0] is JsonValue text && IsDecimal(text) => text,
        _ => null,
    };

    private static bool IsDecimal(JsonValue value) => value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number && decimal.TryParse(value.ToString(), out _);

    private static byte[] Reversed(byte[] message) => JsonSerializer.SerializeToUtf8Bytes(Reversed(JsonNode.Parse(message)), Plain);

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Reverse().Select(field => KeyValuePair.Create(field.Key, Reversed(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Reversed)]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("\"((?:0|[1-9][0-9]{0,17})(?:\\.[0-9]+)?)\"(?=[,\\]}])")]
    private static partial Regex QuotedNumber();
}
