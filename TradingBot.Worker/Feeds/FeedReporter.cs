using System.Globalization;
using Npgsql;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;
using TradingBot.Storage.Access;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.Live;
using TradingBot.Storage.Names;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Feeds;

/// <summary>Stores every two seconds how the feeds do, and every ten what was asked of the venues.</summary>
internal sealed partial class FeedReporter(
    FeedStatusBoard board, FeedStatusStore store, RequestPace pace, ApiUsageStore usage, LiveBus bus, WorkerIdentity worker, TimeProvider time, ILogger<FeedReporter> logger)
    : BackgroundService
{
    private const int UsageEvery = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Dictionary<(string Venue, string Endpoint), ApiUsage> _counted = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int turn = 1; !stoppingToken.IsCancellationRequested; turn++)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ReportAsync(stoppingToken);
                if (turn % UsageEvery == 0) await CountAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogNotStored(failure.Message);
            }
        }
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        Dictionary<string, ConnectionStatus> connections = board.Connections().ToDictionary(connection => StoredNames.Of(connection.Venue));
        IReadOnlyList<FeedState> states = [.. board.Streams().Select(stream => StateOf(stream, connections.GetValueOrDefault(StoredNames.Of(stream.Venue))))];
        await store.StoreAsync(worker.Id, states, time.GetUtcNow(), cancellation);
        foreach (string venue in connections.Keys) bus.Publish(new LiveFeedStatus(venue, time.GetUtcNow()));
    }

    private FeedState StateOf(StreamStatus stream, ConnectionStatus? connection) => new(
        StoredNames.Of(stream.Venue), stream.Symbol, stream.Stream == StreamKind.Book ? "book" : "trades", connection?.Connected ?? false, StoredNames.Of(stream.Status),
        connection is { Connected: false } ? connection.LastError : stream.Reason, worker.IsSimulated, stream.LastMessageAt, stream.Latency?.TotalMilliseconds, stream.Messages,
        connection?.Reconnects ?? 0, stream.Resyncs.Values.Sum())
    {
        Gaps = stream.Gaps,
        Holes = stream.Holes,
        Recovered = stream.Recovered,
        LastHole = stream.LastHole is { } hole ? $"after {hole.AfterId} and before {hole.BeforeId?.ToString(CultureInfo.InvariantCulture) ?? "the next one"}, {hole.At:yyyy-MM-ddTHH:mm:ssZ}" : null,
        ResyncReasons = stream.Resyncs,
        IgnoredReasons = stream.Ignored,
        BookLimit = stream.Limit,
        Divergence = stream.Divergence,
        Diverges = stream.Diverges,
        BlockedUntil = connection?.BlockedUntil,
    };

    // The pace counts since start; the store adds up per hour.
    private async Task CountAsync(CancellationToken cancellation)
    {
        List<UsageIncrease> increases = [];
        IReadOnlyList<ApiUsage> now = pace.Usage();
        foreach (ApiUsage count in now)
        {
            ApiUsage? before = _counted.GetValueOrDefault((StoredNames.Of(count.Venue), count.Endpoint));
            UsageIncrease increase = new(StoredNames.Of(count.Venue), count.Endpoint, count.Requests - (before?.Requests ?? 0), count.Weight - (before?.Weight ?? 0),
                count.Failures - (before?.Failures ?? 0));
            if (increase.Requests > 0) increases.Add(increase);
        }
        await usage.AddAsync(ApiUsageStore.Exchange, increases, time.GetUtcNow(), cancellation);
        foreach (ApiUsage count in now) _counted[(StoredNames.Of(count.Venue), count.Endpoint)] = count;
    }

    [LoggerMessage(3521, LogLevel.Warning, "The feeds' state was not stored: {Reason}")]
    private partial void LogNotStored(string reason);
}
