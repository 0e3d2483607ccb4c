using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Rest;

/// <summary>Requests to one venue: within its weights, at the set pace, and none while it forbids them.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
internal sealed class VenueRest(
    Venue venue, Uri baseAddress, ExchangeHttp http, RequestPace pace, WeightBudget budget, ConnectionFacts facts, FeedMetrics metrics, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _lastStart = DateTimeOffset.MinValue;
    private long _blockedUntilTicks;

    /// <summary>Sends a GET and gives the body of a successful answer.</summary>
    /// <param name="path">Path, starting with a slash.</param>
    /// <param name="query">Query with its question mark, or nothing.</param>
    /// <param name="weight">The venue's documented weight.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="ExchangeException">No good answer.</exception>
    public Task<byte[]> GetAsync(string path, string query, int weight, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, query, weight, cancellation);

    /// <summary>Sends the empty POST that KuCoin wants for a socket's token.</summary>
    /// <exception cref="ExchangeException">No good answer.</exception>
    public Task<byte[]> PostEmptyAsync(string path, int weight, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, "", weight, cancellation);

    private async Task<byte[]> SendAsync(HttpMethod method, string path, string query, int weight, CancellationToken cancellation)
    {
        await TakeTurnAsync(weight, cancellation);
        ExchangeAnswer answer;
        try
        {
            answer = await http.SendAsync(method, new Uri(baseAddress.GetLeftPart(UriPartial.Authority) + path + query), cancellation);
        }
        catch (EgressDeniedException denied)
        {
            throw new ExchangeException(venue, ExchangeFailure.NotAllowed, denied.Message, denied);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Count(path, weight, failed: true, "unreachable");
            throw new ExchangeException(venue, ExchangeFailure.Unreachable, $"{method} {path} got no answer: {e.Message}", e);
        }
        return Examine(method, path, weight, answer);
    }

    private byte[] Examine(HttpMethod method, string path, int weight, ExchangeAnswer answer)
    {
        if (RateLimitReply.Used(answer) is { } used) Correct(used);
        if (RateLimitReply.Pause(venue, answer) is { } pause)
        {
            DateTimeOffset until = time.GetUtcNow() + pause;
            Interlocked.Exchange(ref _blockedUntilTicks, until.UtcTicks);
            facts.Blocked(until);
            Count(path, weight, failed: true, "rate_limited");
            throw new ExchangeException(venue, ExchangeFailure.RateLimited, $"{method} {path} hit the rate limit ({(int)answer.Status}); nothing is sent for {pause}") { RetryAt = until };
        }
        if (answer.Status != HttpStatusCode.OK)
        {
            Count(path, weight, failed: true, "refused");
            throw new ExchangeException(venue, ExchangeFailure.Refused, $"{method} {path} was answered {(int)answer.Status}: {Excerpt(answer.Body)}");
        }
        Count(path, weight, failed: false, "ok");
        return answer.Body;
    }

    private void Correct(long used)
    {
        lock (budget) budget.Corrected(used);
    }

    /// <summary>Waits for the set pace and the budget; refuses at once while the venue forbids requests.</summary>
    private async Task TakeTurnAsync(int weight, CancellationToken cancellation)
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
        DateTimeOffset until = new(Interlocked.Read(ref _blockedUntilTicks), TimeSpan.Zero);
        if (until > time.GetUtcNow())
            throw new ExchangeException(venue, ExchangeFailure.RateLimited, $"no request goes out before {until:O}, by order of the venue") { RetryAt = until };
        facts.Blocked(null);
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
