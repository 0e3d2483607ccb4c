using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests;

/// <summary>Compares JSON with a template by field names, their order and kinds: "" is any string, 0 any number, true any boolean, a one-item list any length but none.</summary>
internal static class Shape
{
    public static void AssertIs(string template, JsonElement value) => Compare(JsonElement.Parse(template), value, "$");

    private static void Compare(JsonElement template, JsonElement value, string path)
    {
        JsonValueKind kind = template.ValueKind == JsonValueKind.False ? JsonValueKind.True : template.ValueKind;
        JsonValueKind found = value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
        Assert.True(kind == found, $"{path}: expected {kind}, but it is {value.GetRawText()}");
        if (kind == JsonValueKind.Object)
        {
            Assert.Equal(template.EnumerateObject().Select(field => field.Name), value.EnumerateObject().Select(field => field.Name));
            foreach (JsonProperty field in template.EnumerateObject())
                Compare(field.Value, value.GetProperty(field.Name), $"{path}.{field.Name}");
        }
        else if (kind == JsonValueKind.Array && template.GetArrayLength() == 1)
        {
            Assert.True(value.GetArrayLength() > 0, $"{path} is empty");
            for (int at = 0; at < value.GetArrayLength(); at++)
                Compare(template[0], value[at], $"{path}[{at}]");
        }
        else if (kind == JsonValueKind.Array)
        {
            Assert.Equal(template.GetArrayLength(), value.GetArrayLength());
            for (int at = 0; at < value.GetArrayLength(); at++)
                Compare(template[at], value[at], $"{path}[{at}]");
        }
        else if (kind == JsonValueKind.String && template.GetString()!.Length > 0)
            Assert.Matches($"^{template.GetString()}$", value.GetString());
    }
}
