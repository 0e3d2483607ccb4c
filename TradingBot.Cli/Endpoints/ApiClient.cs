using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using TradingBot.Contracts;
using TradingBot.Contracts.Errors;

namespace TradingBot.Cli.Endpoints;

/// <summary>The Api can't be reached; the message says where it was looked for and what would help.</summary>
internal sealed class UnreachableException(string message) : Exception(message);

/// <summary>The Api refused; the message is its own.</summary>
internal sealed class RefusedException(string message) : Exception(message);

/// <summary>Speaks to the Api.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "It speaks to our own Api, never to an exchange.")]
internal sealed class ApiClient : IDisposable
{
    // Longer than the Api waits itself, which for symbols is until a worker has asked the exchange.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpClient _http;

    /// <param name="apiKey">Needed where local trust is off.</param>
    public ApiClient(Uri address, string? apiKey)
    {
        // Proxies of the environment are for the world, not for our own Api.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(3) }) { BaseAddress = address, Timeout = Patience };
        if (!string.IsNullOrEmpty(apiKey)) _http.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
    }

    public Uri Address => _http.BaseAddress!;

    /// <param name="accept">A status other than success whose body is the answer all the same.</param>
    /// <exception cref="UnreachableException">Nobody answers there, or somebody else.</exception>
    /// <exception cref="RefusedException">It answers with an error.</exception>
    public Task<T> GetAsync<T>(string path, CancellationToken cancellation, int accept = 200) => SendAsync<T>(new HttpRequestMessage(HttpMethod.Get, path), accept, cancellation);

    /// <inheritdoc cref="GetAsync"/>
    public Task<T> PostAsync<T>(string path, object body, CancellationToken cancellation) => SendAsync<T>(HttpMethod.Post, path, body, cancellation);

    /// <inheritdoc cref="GetAsync"/>
    public Task<T> PutAsync<T>(string path, object body, CancellationToken cancellation) => SendAsync<T>(HttpMethod.Put, path, body, cancellation);

    public void Dispose() => _http.Dispose();

    private Task<T> SendAsync<T>(HttpMethod method, string path, object body, CancellationToken cancellation)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ContractsJson.Options));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync<T>(new HttpRequestMessage(method, path) { Content = content }, accept: 200, cancellation);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, int accept, CancellationToken cancellation)
    {
        using (request)
        {
            try
            {
                using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
                byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation);
                if (!response.IsSuccessStatusCode && (int)response.StatusCode != accept) throw new RefusedException(Explain(response, body));
                return JsonSerializer.Deserialize<T>(body, ContractsJson.Options) ?? throw new JsonException("null");
            }
            catch (HttpRequestException failure)
            {
                throw new UnreachableException($"The Api at {Address} can't be reached: {failure.Message}. Start the system (dotnet run --project TradingBot.AppHost), or say where it is with --api or TB_API_URL.");
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new UnreachableException($"The Api at {Address} does not answer within {Patience.TotalSeconds:0} s.");
            }
            catch (JsonException)
            {
                throw new UnreachableException($"What answers at {Address} is not the Api: its answer to {request.RequestUri} can't be read.");
            }
        }
    }

    private static string Explain(HttpResponseMessage response, byte[] body)
    {
        string status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json") return $"The Api answered {status}.";
        ProblemContract? problem = JsonSerializer.Deserialize<ProblemContract>(body, ContractsJson.Options);
        return $"The Api answered {status}: {problem?.Detail ?? problem?.Title}";
    }
}
