using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using TradingBot.Contracts;

namespace TradingBot.Web.Api;

/// <summary>The HTTP API as the pages use it. A failure is a value: pages say what it says and go on.</summary>
internal sealed class TradingApi(IHttpClientFactory clients)
{
    /// <summary>Name of the HTTP client of questions and commands.</summary>
    public const string ClientName = "api";

    private static readonly Dictionary<string, string[]> NoFields = [];

    public Task<Answer<T>> GetAsync<T>(string path, CancellationToken cancellation = default)
        where T : class => SendAsync<T>(HttpMethod.Get, path, null, null, cancellation);

    public Task<Answer<T>> PostAsync<T>(string path, object? body, string? idempotencyKey = null, CancellationToken cancellation = default)
        where T : class => SendAsync<T>(HttpMethod.Post, path, body, idempotencyKey, cancellation);

    public Task<Answer<T>> PutAsync<T>(string path, object body, CancellationToken cancellation = default)
        where T : class => SendAsync<T>(HttpMethod.Put, path, body, null, cancellation);

    public Task<Answer<T>> DeleteAsync<T>(string path, CancellationToken cancellation = default)
        where T : class => SendAsync<T>(HttpMethod.Delete, path, null, null, cancellation);

    private async Task<Answer<T>> SendAsync<T>(HttpMethod method, string path, object? body, string? idempotencyKey, CancellationToken cancellation)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: ContractsJson.Options);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        try
        {
            using HttpResponseMessage response = await clients.CreateClient(ClientName).SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode) return new Answer<T>(null, await ReadFailureAsync(response, cancellation));
            T? value = await response.Content.ReadFromJsonAsync<T>(ContractsJson.Options, cancellation);
            return value is null ? Failed<T>((int)response.StatusCode, "The Api sent an empty answer", "") : new Answer<T>(value, null);
        }
        catch (JsonException malformed)
        {
            return Failed<T>(502, "The Api sent an answer that can't be read", malformed.Message);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or ExecutionRejectedException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Failed<T>(0, "The Api can't be reached", method == HttpMethod.Get ? "Trying again by itself." : "Nothing is known to have been done; look before you repeat it.");
        }
    }

    private static Answer<T> Failed<T>(int status, string title, string detail)
        where T : class => new(null, new ApiFailure(status, title, detail, NoFields));

    private static async Task<ApiFailure> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        int status = (int)response.StatusCode;
        try
        {
            Problem? problem = await response.Content.ReadFromJsonAsync<Problem>(ContractsJson.Options, cancellation);
            return new ApiFailure(status, problem?.Title ?? $"The Api answered {status}", problem?.Detail ?? "", problem?.Errors ?? NoFields);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException or InvalidOperationException)
        {
            return new ApiFailure(status, $"The Api answered {status}", response.ReasonPhrase ?? "", NoFields);
        }
    }

    /// <summary>The part of RFC 9457 that pages show.</summary>
    private sealed record Problem(string? Title, string? Detail, Dictionary<string, string[]>? Errors);
}
