using System.Text.Json.Serialization;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Stack;

/// <summary>Where a running service is reached.</summary>
/// <param name="Url">Without secrets, for example <c>http://127.0.0.1:3000</c>.</param>
/// <param name="ProcessId">Null while it is being restarted, or stopped.</param>
public sealed record ServiceEndpoint([property: JsonPropertyName("url")] string Url, [property: JsonPropertyName("pid")] int? ProcessId)
{
    /// <summary>PostgreSQL: the application role's; Redis: in StackExchange.Redis' form.</summary>
    [JsonPropertyName("connectionString")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConnectionString { get; init; }

    /// <summary>PostgreSQL only.</summary>
    [JsonPropertyName("superuserConnectionString")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SuperuserConnectionString { get; init; }

    [JsonIgnore]
    public ServiceState State { get; init; }

    [JsonIgnore]
    public string LogFile { get; init; } = "";

    [JsonIgnore]
    public int Port => new Uri(Url).Port;
}
