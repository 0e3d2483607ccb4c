using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Polly;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Live;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;

namespace TradingBot.Web.Live;

/// <summary>One connection to <c>GET /api/stream</c>, kept up for as long as it runs.</summary>
internal sealed partial class EventStream(IHttpClientFactory clients, TimeProvider time, ILogger<EventStream> log)
{
    /// <summary>Name of the HTTP client of streams, apart from the one of questions so that they do not share a circuit breaker.</summary>
    public const string ClientName = "live";

    /// <summary>Two heartbeats and a half: longer silence means that the connection is dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GreatestPause = TimeSpan.FromSeconds(5);

    /// <summary>Reads until cancelled; connects again after every end, with a pause that grows while nothing arrives.</summary>
    /// <param name="topics">Comma-separated, as the stream takes them.</param>
    /// <param name="connected">Called when the Api has answered, before the first event.</param>
    /// <param name="apply">Called with each event's contract.</param>
    /// <param name="lost">Called with the reason each time it ends.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(string topics, Action connected, Action<object> apply, Action<string> lost, CancellationToken cancellation)
    {
        TimeSpan pause = LeastPause;
        string? told = null; // One line in the log per loss, not per try.
        while (!cancellation.IsCancellationRequested)
        {
            string reason;
            try
            {
                await ReadAsync(topics, connected, item => { (pause, told) = (LeastPause, null); apply(item); }, cancellation);
                reason = "the Api ended the live stream";
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                reason = $"nothing was heard for {Patience.TotalSeconds:0} s";
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or ExecutionRejectedException)
            {
                reason = failure is HttpRequestException { StatusCode: { } status } ? $"the Api answered {(int)status}" : "the Api can't be reached";
            }
            if (reason != told) LogLost(topics, reason);
            told = reason;
            lost(reason);
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > GreatestPause ? GreatestPause : pause * 2;
        }
    }

    private async Task ReadAsync(string topics, Action connected, Action<object> apply, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/stream?topics={Uri.EscapeDataString(topics)}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using HttpResponseMessage response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        response.EnsureSuccessStatusCode();
        connected();
        await using Stream body = await response.Content.ReadAsStreamAsync(either.Token);
        await foreach (SseItem<object?> item in SseParser.Create(body, Parse).EnumerateAsync(either.Token))
        {
            silence.CancelAfter(Patience);
            if (item.Data is not null) apply(item.Data);
        }
    }

    private object? Parse(string eventType, ReadOnlySpan<byte> data)
    {
        Type? contract = eventType switch
        {
            LiveEvents.Ticker => typeof(TickerContract),
            LiveEvents.Book => typeof(BookContract),
            LiveEvents.Trade => typeof(MarketTradeContract),
            LiveEvents.Candle => typeof(LiveCandle),
            LiveEvents.Portfolio => typeof(PortfolioSummary),
            LiveEvents.Order => typeof(OrderContract),
            LiveEvents.Execution => typeof(ExecutionContract),
            LiveEvents.Strategy => typeof(StrategyContract),
            LiveEvents.Safety => typeof(SafetyStatus),
            LiveEvents.Venue => typeof(VenueStatus),
            _ => null,
        };
        if (contract is null) return null;
        try
        {
            return JsonSerializer.Deserialize(data, contract, ContractsJson.Options);
        }
        catch (JsonException malformed)
        {
            LogMalformed(eventType, malformed.Message);
            return null;
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "Live stream of {Topics} ended: {Reason}; connecting again")]
    private partial void LogLost(string topics, string reason);

    [LoggerMessage(3102, LogLevel.Warning, "Live event {EventType} can't be read and is skipped: {Reason}")]
    private partial void LogMalformed(string eventType, string reason);
}
