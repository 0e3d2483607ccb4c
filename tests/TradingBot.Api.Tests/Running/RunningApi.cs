using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using TradingBot.Contracts;
using TradingBot.Contracts.Errors;

namespace TradingBot.Api.Tests.Running;

/// <summary>The Api as it runs in production, on a real socket of 127.0.0.1.</summary>
internal sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly string _folder;

    private RunningApi(WebApplication host, string folder, HttpClient client) => (_host, _folder, Client) = (host, folder, client);

    /// <summary>Speaks as the local user does: from loopback, with nothing but the request.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public Uri Address => Client.BaseAddress!;

    /// <summary>The folder that the latch file and the audit key are in.</summary>
    public string DataFolder => _folder;

    public static async Task<RunningApi> StartAsync(string database, params (string Key, string Value)[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("tradingbot-api-").FullName;
        (string Key, string Value)[] all =
        [
            ("ConnectionStrings:trading_bot", database), ("TRADINGBOT_DATA_DIR", folder), ("Access:LocalTrust", "true"), ("urls", "http://127.0.0.1:0"),
            ("Logging:LogLevel:Default", "None"), .. settings,
        ];
        WebApplication host = ApiApplication.Build([.. all.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await host.StartAsync();
        return new RunningApi(host, folder, new HttpClient { BaseAddress = new Uri(host.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) });
    }

    /// <summary>A client that shows this API key.</summary>
    public HttpClient ClientWith(string apiKey)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
        return client;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {body}");
        return JsonElement.Parse(body);
    }

    public async Task<T> GetAsync<T>(string path) => (await GetAsync(path)).Deserialize<T>(ContractsJson.Options)!;

    /// <summary>Sends a body exactly as written.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(Client, method, path, body, contentType, headers);

    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.Add("Content-Type", contentType);
        }
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<T> PostAsync<T>(string path, object body, HttpStatusCode expected = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, JsonSerializer.Serialize(body, ContractsJson.Options), headers: headers);
        return await ReadAsync<T>(response, expected);
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, HttpStatusCode expected)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"expected {(int)expected}, got {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<T>(text, ContractsJson.Options)!;
    }

    /// <summary>The problem that the response tells; it must be one.</summary>
    public static async Task<ProblemContract> ProblemAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"expected {(int)expected}, got {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        ProblemContract problem = JsonSerializer.Deserialize<ProblemContract>(text, ContractsJson.Options)!;
        Assert.Equal((int)expected, problem.Status);
        Assert.False(string.IsNullOrWhiteSpace(problem.Title));
        Assert.False(string.IsNullOrWhiteSpace(problem.Detail), text);
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
