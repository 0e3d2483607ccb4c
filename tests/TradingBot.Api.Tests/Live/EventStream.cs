using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using TradingBot.Api.Tests.Running;

namespace TradingBot.Api.Tests.Live;

/// <summary>A client of the live stream.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> events) => (_response, _events) = (response, events);

    public static async Task<EventStream> OpenAsync(RunningApi api, string topics)
    {
        HttpResponseMessage response = await api.Client.GetAsync(
            new Uri($"/api/stream?topics={topics}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return new EventStream(response, SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken));
    }

    /// <summary>Reads on until an event of this name satisfies the condition.</summary>
    public async Task<JsonElement> UntilAsync(string name, Func<JsonElement, bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (await _events.MoveNextAsync().AsTask().WaitAsync(patience.Token))
        {
            if (_events.Current.EventType != name) continue;
            JsonElement data = JsonElement.Parse(_events.Current.Data);
            if (condition(data)) return data;
        }
        throw new InvalidOperationException($"the stream ended without the {name} that was waited for");
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
