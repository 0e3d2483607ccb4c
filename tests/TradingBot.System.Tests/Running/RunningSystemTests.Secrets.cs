using System.Globalization;
using System.Text.Json;
using TradingBot.Contracts.Security;
using TradingBot.LocalStack.Stack;

namespace TradingBot.SystemTests.Running;

/// <summary>What must be known to nobody who reads logs, rows, metrics or answers.</summary>
public sealed partial class RunningSystemTests
{
    private const int ShortestSecret = 12;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_secret_is_in_logs_rows_metrics_or_answers()
    {
        CreatedApiKey key = await running.PostAsync<CreatedApiKey>("api/security/api-keys", new CreateApiKeyRequest("secrets", "viewer"));
        using (HttpRequestMessage use = new(HttpMethod.Get, "api/orders"))
        {
            use.Headers.Add("X-Api-Key", key.ApiKey);
            using HttpResponseMessage used = await running.Api.SendAsync(use, Cancellation);
        }
        Dictionary<string, string> secrets = Secrets();
        secrets["the API key"] = key.ApiKey;
        Assert.True(secrets.Count >= 10 && secrets.Values.All(secret => secret.Length >= ShortestSecret), string.Join(", ", secrets.Keys));
        // The key was read, and the venue was asked about it: it had its chance to leak.
        Assert.NotEmpty(await running.QueryAsync("SELECT sequence FROM audit_logs WHERE event_type = 'EXCHANGE_KEY_DISCARDED'", row => row.GetInt64(0)));

        List<string> found = [.. await InDatabaseAsync(secrets), .. InLogs(secrets), .. await InAnswersAsync(secrets)];
        Assert.True(found.Count == 0, string.Join("; ", found));
        // A search that finds nothing ever would pass too: these are where they belong.
        Assert.Equal(5, Matches(secrets, await File.ReadAllTextAsync(Path.Combine(running.DataFolder, "secrets.json"), Cancellation), "their own file").Count());
        Assert.NotEmpty(await InDatabaseAsync(new() { ["the API key's name"] = key.Key.Name }));
    }

    /// <summary>Passwords of the stack, the audit log's key and the planted KuCoin key.</summary>
    private Dictionary<string, string> Secrets()
    {
        JsonElement stack = JsonElement.Parse(File.ReadAllText(Path.Combine(running.DataFolder, "secrets.json")));
        Dictionary<string, string> secrets = stack.EnumerateObject().ToDictionary(secret => $"the password {secret.Name}", secret => secret.Value.GetString()!);
        foreach (string file in Directory.EnumerateFiles(running.DataFolder, "audit.key", SearchOption.AllDirectories)) secrets["the audit key"] = File.ReadAllText(file).Trim();
        for (int part = 0; part < RunningSystem.PlantedKey.Count; part++) secrets[string.Create(CultureInfo.InvariantCulture, $"part {part} of the KuCoin key")] = RunningSystem.PlantedKey[part];
        return secrets;
    }

    private async Task<List<string>> InDatabaseAsync(Dictionary<string, string> secrets)
    {
        List<string> tables = await running.QueryAsync("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'", row => row.GetString(0));
        Assert.True(tables.Count > 20, $"{tables.Count} tables");
        List<string> found = [];
        foreach (string table in tables)
            foreach ((string name, string secret) in secrets)
            {
                // No secret here has a quote, and each was made by us.
                List<long> rows = await running.QueryAsync($"SELECT count(*) FROM {table} AS entry WHERE strpos(entry::text, '{secret.Replace("'", "''", StringComparison.Ordinal)}') > 0", row => row.GetInt64(0));
                if (rows[0] > 0) found.Add($"{name} in {rows[0]} rows of {table}");
            }
        return found;
    }

    private List<string> InLogs(Dictionary<string, string> secrets)
    {
        List<string> found = [.. Matches(secrets, running.Said, "what the local stack says")];
        string[] files = Directory.GetFiles(Path.Combine(running.DataFolder, "logs"));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            found.AddRange(Matches(secrets, reader.ReadToEnd(), Path.GetFileName(file)));
        }
        return found;
    }

    /// <summary>Every question that the Api answers without a choice, and every service's metrics.</summary>
    private async Task<List<string>> InAnswersAsync(Dictionary<string, string> secrets)
    {
        List<string> found = [];
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(60) };
        int answers = 0;
        foreach (string path in await PathsAsync())
        {
            using HttpResponseMessage answer = await running.Api.GetAsync(new Uri(path.TrimStart('/'), UriKind.Relative), Cancellation);
            found.AddRange(Matches(secrets, await answer.Content.ReadAsStringAsync(Cancellation) + answer.Headers, path));
            answers++;
        }
        Assert.True(answers > 20, $"{answers} answers");
        foreach ((string name, ServiceEndpoint service) in running.System.Endpoints.Where(service => service.Value.Url.StartsWith("http", StringComparison.Ordinal)))
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(new Uri(service.Url), "/metrics"), Cancellation);
            found.AddRange(Matches(secrets, await answer.Content.ReadAsStringAsync(Cancellation), $"metrics of {name}"));
        }
        return found;
    }

    private async Task<string[]> PathsAsync()
    {
        JsonElement document = await running.GetAsync<JsonElement>("openapi/v1.json");
        return [.. document.GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _) && !path.Name.Contains('{', StringComparison.Ordinal) && !path.Name.EndsWith("/stream", StringComparison.Ordinal)).Select(path => path.Name)];
    }

    private static IEnumerable<string> Matches(Dictionary<string, string> secrets, string text, string place) =>
        secrets.Where(secret => text.Contains(secret.Value, StringComparison.Ordinal)).Select(secret => $"{secret.Key} in {place}");
}
