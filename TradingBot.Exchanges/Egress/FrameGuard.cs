using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TradingBot.Exchanges.Egress;

/// <summary>What may be written to an exchange's socket: subscribe, unsubscribe, list and ping, and nothing beside their own fields.</summary>
internal static class FrameGuard
{
    private const int FrameLimit = 64 * 1024;

    private static readonly Regex Credential = new("""("(?:api_?key|signature|passphrase|secret|token|listen_?key)"\s*:\s*")[^"]*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private const int TopicLimit = 160;

    private const int IdLimit = 64;

    /// <summary>Why a frame may not be written; null when it may.</summary>
    public static string? Reason(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > FrameLimit) return "the frame is too long";
        try
        {
            Utf8JsonReader reader = new(frame, new JsonReaderOptions { MaxDepth = 3 });
            JsonElement root = JsonElement.ParseValue(ref reader);
            if (reader.Read()) return "the frame has something after its end";
            return root.ValueKind == JsonValueKind.Object ? ReasonOf(root) : "the frame is no object";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Also letters that are none: half a surrogate pair, or no UTF-8.
            return "the frame is not JSON, or is nested too deep";
        }
    }

    /// <summary>The beginning of a frame, for the audit log; a value that may be a credential is left out.</summary>
    public static string Excerpt(ReadOnlySpan<byte> frame) => Credential.Replace(Encoding.UTF8.GetString(frame[..Math.Min(frame.Length, 200)]), "$1…");

    private static string? ReasonOf(JsonElement root)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
            if (!names.Add(property.Name)) return $"the field {property.Name} stands twice";
        if (names.Contains("method")) return BinanceReason(root);
        return names.Contains("type") ? KuCoinReason(root) : "the frame names no allowed action";
    }

    private static string? BinanceReason(JsonElement root)
    {
        string? method = Text(root, "method");
        if (method is not ("SUBSCRIBE" or "UNSUBSCRIBE" or "LIST_SUBSCRIPTIONS")) return "the method is not allowed";
        foreach (JsonProperty property in root.EnumerateObject())
        {
            bool allowed = property.Name switch
            {
                "method" => true,
                "id" => property.Value.ValueKind == JsonValueKind.Number,
                "params" => method != "LIST_SUBSCRIPTIONS" && property.Value.ValueKind == JsonValueKind.Array
                    && property.Value.EnumerateArray().All(stream => stream.ValueKind == JsonValueKind.String && IsPublicStream(stream.GetString()!)),
                _ => false,
            };
            if (!allowed) return $"the field {property.Name} is not allowed, or not with this value";
        }
        return null;
    }

    private static string? KuCoinReason(JsonElement root)
    {
        string? type = Text(root, "type");
        if (type is not ("subscribe" or "unsubscribe" or "ping")) return "the type is not allowed";
        foreach (JsonProperty property in root.EnumerateObject())
        {
            bool allowed = property.Name switch
            {
                "type" => true,
                "id" => property.Value.ValueKind == JsonValueKind.Number || (property.Value.ValueKind == JsonValueKind.String && IsName(property.Value.GetString()!)),
                "topic" => type != "ping" && property.Value.ValueKind == JsonValueKind.String && IsPublicTopic(property.Value.GetString()!),
                "privateChannel" => type != "ping" && property.Value.ValueKind == JsonValueKind.False,
                "response" => type != "ping" && property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                _ => false,
            };
            if (!allowed) return $"the field {property.Name} is not allowed, or not with this value";
        }
        return null;
    }

    /// <summary>A number that we count requests by, or a random one in hexadecimal digits.</summary>
    private static bool IsName(string id) => id.Length <= IdLimit && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    /// <summary>Such as <c>btcusdt@depth@100ms</c>. A user data stream has no @: it is a bare listen key.</summary>
    private static bool IsPublicStream(string stream)
    {
        int at = stream.IndexOf('@', StringComparison.Ordinal);
        if (at is < 2 or > 32) return false;
        foreach (char letter in stream.AsSpan(0, at))
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter)) return false;
        return stream.AsSpan(at) is "@depth@100ms" or "@depth" or "@trade" or "@aggTrade" or "@bookTicker";
    }

    /// <summary>Such as <c>/market/level2:BTC-USDT,ETH-USDT</c>.</summary>
    private static bool IsPublicTopic(string topic)
    {
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || topic.AsSpan(0, colon) is not ("/market/level2" or "/market/match" or "/market/ticker" or "/spotMarket/level2Depth50")) return false;
        string[] symbols = topic[(colon + 1)..].Split(',');
        return symbols.Length <= TopicLimit && symbols.All(SymbolName.IsValid);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
