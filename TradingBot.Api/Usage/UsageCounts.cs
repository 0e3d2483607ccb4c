using System.Collections.Concurrent;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Storage;
using TradingBot.Storage.Access;

namespace TradingBot.Api.Usage;

/// <summary>Counts requests per caller and endpoint, and stores the counts every few seconds. A crash loses those seconds; requests never wait.</summary>
internal sealed partial class UsageCounts(ApiUsageStore store, TimeProvider time, ILogger<UsageCounts> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private ConcurrentDictionary<(string Caller, string Endpoint), (long Requests, long Errors)> _counts = new();

    public void Count(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint) return;
        long error = context.Response.StatusCode >= StatusCodes.Status400BadRequest ? 1 : 0;
        string caller = context.User.Identity?.IsAuthenticated == true ? context.Actor() : "nobody";
        _counts.AddOrUpdate((caller, $"{context.Request.Method} {endpoint.RoutePattern.RawText}"), (1, error), (_, count) => (count.Requests + 1, count.Errors + error));
    }

    /// <summary>Stores what was counted; what can't be stored is counted again.</summary>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var counted = Interlocked.Exchange(ref _counts, new());
        if (counted.IsEmpty) return;
        try
        {
            UsageIncrease[] increases = [.. counted.Select(count => new UsageIncrease(count.Key.Caller, count.Key.Endpoint, count.Value.Requests, count.Value.Requests, count.Value.Errors))];
            await store.AddAsync(ApiUsageStore.Api, increases, time.GetUtcNow(), cancellation);
        }
        catch (Exception failure) when (failure is OperationCanceledException or StorageException || FailureAnswers.IsDatabaseAway(failure))
        {
            foreach (var count in counted)
                _counts.AddOrUpdate(count.Key, count.Value, (_, newer) => (newer.Requests + count.Value.Requests, newer.Errors + count.Value.Errors));
            LogDelayed(failure.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(3040, LogLevel.Warning, "Usage counts can't be stored yet: {Problem}")]
    private partial void LogDelayed(string problem);
}
