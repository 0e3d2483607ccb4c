using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Rest;

/// <summary>Requests to one venue: within its weights, at the set pace, none while it forbids them, and few while it fails.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
internal sealed class VenueRest(
    Venue venue, Uri baseAddress, ExchangeHttp http, RequestPace pace, WeightBudget budget, VenueBlocks blocks, ConnectionFacts facts, FeedMetrics metrics, TimeProvider time,
    RecordingWriter? recording = null)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CircuitBreaker _breaker = new(time);
    private DateTimeOffset _lastStart = DateTimeOffset.MinValue;

    /// <summary>Host and port as orders of the venue are kept under.</summary>
    public static string HostOf(Uri address) => address.Authority;

    /// <summary>Sends a GET and gives the body of a successful answer.</summary>
    /// <param name="path">Path, starting with a slash.</param>
    /// <param name="query">Query with its question mark, or nothing.</param>
    /// <param name="weight">The venue's documented weight.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ExchangeException">No good answer.</exception>
    public Task<byte[]> GetAsync(string path, string query, int weight, CancellationToken cancellation) =>
        Maker is { } maker ? maker(path, query, weight, cancellation) : SendGetAsync(path, query, weight, cancellation);

    /// <summary>Another client that makes the requests and has them sent by <see cref="SendGetAsync"/>; none where we make them.</summary>
    public Func<string, string, int, CancellationToken, Task<byte[]>>? Maker { get; set; }

    /// <summary>Sends a GET as it is.</summary>
    /// <exception cref="ExchangeException">No good answer.</exception>
    public Task<byte[]> SendGetAsync(string path, string query, int weight, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, query, weight, cancellation);

    /// <summary>Sends the empty POST that KuCoin wants for a socket's token.</summary>
    /// <exception cref="ExchangeException">No good answer.</exception>
    public Task<byte[]> PostEmptyAsync(string path, int weight, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, "", weight, cancellation);

    private async Task<byte[]> SendAsync(HttpMethod method, string path, string query, int weight, CancellationToken cancellation)
    {
        await TakeTurnAsync(method, path, weight, cancellation);
        ExchangeAnswer answer;
        try
        {
            answer = await http.SendAsync(method, new Uri(baseAddress.GetLeftPart(UriPartial.Authority) + path + query), cancellation);
        }
        catch (EgressDeniedException denied)
        {
            _breaker.Left();
            throw new ExchangeException(venue, ExchangeFailure.NotAllowed, denied.Message, denied);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Failed(path, weight, "unreachable");
            throw new ExchangeException(venue, ExchangeFailure.Unreachable, $"{method} {path} got no answer: {Innermost(e)}", e);
        }
        catch (OperationCanceledException)
        {
            _breaker.Left();
            throw;
        }
        byte[] body = Examine(method, path, weight, answer);
        if (recording is not null) RecordedAnswer.Record(recording, venue, path, query, body);
        return body;
    }

    private byte[] Examine(HttpMethod method, string path, int weight, ExchangeAnswer answer)
    {
        if (RateLimitReply.Used(answer) is { } used) Correct(used);
        if (RateLimitReply.Pause(venue, answer) is { } pause)
        {
            DateTimeOffset until = time.GetUtcNow() + pause;
            _breaker.Left();
            blocks.Add(new(venue, HostOf(baseAddress), until, $"{method} {path} was answered {(int)answer.Status}"));
            facts.Blocked(until);
            Count(path, weight, failed: true, "rate_limited");
            throw new ExchangeException(venue, ExchangeFailure.RateLimited, $"{method} {path} hit the rate limit ({(int)answer.Status}); nothing is sent for {pause}") { RetryAt = until };
        }
        if (answer.Status != HttpStatusCode.OK)
        {
            // A refusal is an answer; a server error and a way to another place are not.
            if ((int)answer.Status is >= 300 and < 400 or >= 500) Failed(path, weight, (int)answer.Status < 400 ? "redirected" : "server_error");
            else
            {
                Succeeded();
                Count(path, weight, failed: true, "refused");
            }
            throw new ExchangeException(venue, ExchangeFailure.Refused, $"{method} {path} was answered {(int)answer.Status}: {Excerpt(answer.Body)}");
        }
        if (!IsJson(answer.Body))
        {
            Failed(path, weight, "not_json");
            throw new ExchangeException(venue, ExchangeFailure.Unreadable, $"{method} {path} was answered by something that is not JSON: {Excerpt(answer.Body)}");
        }
        Succeeded();
        Count(path, weight, failed: false, "ok");
        return answer.Body;
    }

    private void Succeeded()
    {
        _breaker.Succeeded();
        facts.CircuitOpen(null);
    }

    private void Failed(string path, int weight, string outcome)
    {
        _breaker.Failed();
        facts.CircuitOpen(_breaker.OpenUntil);
        Count(path, weight, failed: true, outcome);
    }

    /// <summary>A maintenance page says 200 too.</summary>
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> start = body.TrimStart(" \t\r\n"u8);
        return start.Length > 0 && start[0] is (byte)'{' or (byte)'[';
    }

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e.Message;
    }

    private void Correct(long used)
    {
        lock (budget) budget.Corrected(used);
    }

    /// <summary>Waits for the set pace and the budget; refuses at once while the venue forbids requests or fails.</summary>
    private async Task TakeTurnAsync(HttpMethod method, string path, int weight, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            RefuseWhileBlocked();
            DateTimeOffset earliest = _lastStart == DateTimeOffset.MinValue ? _lastStart : _lastStart + pace.MinimumDelay;
            if (earliest - time.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, time, cancellation);
            while (Take(weight) is { Ticks: > 0 } pause) await Task.Delay(pause, time, cancellation);
            // Another request may have been told to stop while this one waited.
            RefuseWhileBlocked();
            if (_breaker.Enter() is { } until)
                throw new ExchangeException(venue, ExchangeFailure.Unreachable, $"{method} {path} is held back until {until:O}, because the last requests failed") { RetryAt = until };
            _lastStart = time.GetUtcNow();
        }
        finally
        {
            _turn.Release();
        }
    }

    private TimeSpan Take(int weight)
    {
        lock (budget) return budget.TryTake(weight);
    }

    private void RefuseWhileBlocked()
    {
        DateTimeOffset? until = blocks.Until(venue, HostOf(baseAddress), time.GetUtcNow());
        facts.Blocked(until);
        if (until is { } end)
            throw new ExchangeException(venue, ExchangeFailure.RateLimited, $"no request goes out before {end:O}, by order of the venue") { RetryAt = end };
    }

    private void Count(string path, int weight, bool failed, string outcome)
    {
        pace.Count(venue, Endpoint(path), weight, failed);
        metrics.Requested(venue, outcome);
    }

    /// <summary>A symbol in the path is no endpoint of its own.</summary>
    private static string Endpoint(string path) => path.StartsWith("/api/v2/symbols/", StringComparison.Ordinal) ? "/api/v2/symbols/{symbol}" : path;

    private static string Excerpt(byte[] body) => Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 200)).ReplaceLineEndings(" ");
}
