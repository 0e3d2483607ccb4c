using System.Text.Json;
using System.Text.Json.Serialization;

namespace TradingBot.Exchanges.Recordings;

/// <summary>How marks and indexes stand in a recording.</summary>
internal static class RecordingJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
}
