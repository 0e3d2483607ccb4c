using System.Text.Json;

namespace TradingBot.Cli.Endpoints;

/// <summary>Where the local stack of this clone runs: <c>artifacts/local/endpoints.json</c>, looked for from the working directory upward.</summary>
internal sealed record LocalEndpoints(string? Api, string? Database)
{
    /// <summary>The database with all rights.</summary>
    public string? Superuser { get; init; }

    private const string File = "artifacts/local/endpoints.json";

    public static LocalEndpoints Find(string workingDirectory)
    {
        for (DirectoryInfo? folder = new(workingDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, File);
            if (System.IO.File.Exists(path)) return Read(path);
        }
        return new LocalEndpoints(null, null);
    }

    // The file comes and goes with the stack; one that can't be read is as good as none.
    private static LocalEndpoints Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllText(path));
            if (!document.RootElement.TryGetProperty("services", out JsonElement services)) return new LocalEndpoints(null, null);
            return new LocalEndpoints(Text(services, "api", "url"), Text(services, "postgres", "connectionString")) { Superuser = Text(services, "postgres", "superuserConnectionString") };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return new LocalEndpoints(null, null);
        }
    }

    private static string? Text(JsonElement services, string service, string field) =>
        services.TryGetProperty(service, out JsonElement found) && found.ValueKind == JsonValueKind.Object
        && found.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
