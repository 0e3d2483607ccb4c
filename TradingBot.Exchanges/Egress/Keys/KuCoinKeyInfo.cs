using System.Net;
using System.Text.Json;

namespace TradingBot.Exchanges.Egress.Keys;

/// <summary>Judges KuCoin's word about a key. One answer is good; whatever else comes, or comes with it, is not.</summary>
internal static class KuCoinKeyInfo
{
    private const string ReadOnly = "General";

    private static readonly HashSet<string> Envelope = new(StringComparer.Ordinal) { "code", "data", "msg" };

    // https://www.kucoin.com/docs-new/rest/account-info/account-funding/get-apikey-info. None of these gives a power but the permission; a field that is not here might.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "remark", "apiKey", "apiVersion", "permission", "ipWhitelist", "createdAt", "uid", "isMaster", "subName", "region", "kycStatus",
    };

    // {"code":"200000","data":{"remark":"reader","apiKey":"6705f5c3…","apiVersion":3,"permission":"General","ipWhitelist":"203.0.113.7","createdAt":1728443843000,"uid":165111215,"isMaster":true}}
    /// <returns>Why the key must not be used; none where its permission is exactly General.</returns>
    public static string? ReasonAgainst(HttpStatusCode status, ReadOnlySpan<byte> body, string keyId)
    {
        if (status != HttpStatusCode.OK) return $"KuCoin answered {(int)status} when asked what the key may do";
        try
        {
            Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = 4 });
            JsonElement root = JsonElement.ParseValue(ref reader);
            if (reader.Read() || root.ValueKind != JsonValueKind.Object) return "KuCoin's answer about the key is not one object";
            if (Unexpected(root, Envelope) is { } strange) return strange;
            if (Text(root, "code") != "200000") return "KuCoin refused to say what the key may do";
            return root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object ? ReasonOf(data, keyId) : "KuCoin's answer about the key has no data";
        }
        catch (JsonException)
        {
            return "KuCoin's answer about the key is not JSON";
        }
    }

    private static string? ReasonOf(JsonElement data, string keyId)
    {
        if (Unexpected(data, Known) is { } strange) return strange;
        if (Text(data, "apiKey") != keyId) return "KuCoin answered about another key";
        return Text(data, "permission") switch
        {
            ReadOnly => null,
            null => "KuCoin did not say what the key may do",
            _ => $"the key may do more than read, or not read: its permission must be exactly {ReadOnly}",
        };
    }

    private static string? Unexpected(JsonElement element, HashSet<string> known)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name)) return "KuCoin's answer about the key has a field that is not known here, and might give a power";
            if (!seen.Add(property.Name)) return $"KuCoin's answer about the key has the field {property.Name} twice";
        }
        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
