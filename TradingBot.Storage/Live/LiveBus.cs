using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using TradingBot.Storage.Journal;

namespace TradingBot.Storage.Live;

/// <summary>News for whoever watches, and the latest values, over Redis. Without Redis, or while it is lost, only freshness suffers: <see cref="IsConnected"/> says so.</summary>
/// <remarks>This file alone knows the Redis client; it compiles against its versions 1.2.6 and 2.13.</remarks>
public sealed partial class LiveBus : IAsyncDisposable
{
    private const string ChannelName = "trading-bot:live";
    private const string KeyPrefix = "trading-bot:latest:";
    private const int WaitingMax = 4_096;
    private const int BatchMax = 128;
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<LiveMessage> _waiting = Channel.CreateBounded<LiveMessage>(
        new BoundedChannelOptions(WaitingMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly ConcurrentDictionary<Subscription, Action<LiveMessage>> _subscriptions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly ILogger<LiveBus> _logger;
    private readonly string? _connectionString;
    private volatile ConnectionMultiplexer? _redis;
    private Task? _running;

    /// <summary>Reads <c>ConnectionStrings:redis</c>; connects when it is first used.</summary>
    public LiveBus(IConfiguration configuration, ILogger<LiveBus> logger)
    {
        _connectionString = configuration.GetConnectionString("redis") is { Length: > 0 } text ? text : null;
        _logger = logger;
    }

    /// <summary>Whether there is a Redis to connect to at all.</summary>
    public bool IsConfigured => _connectionString is not null;

    /// <summary>Whether Redis answers; else what is shown may be old.</summary>
    public bool IsConnected => _redis?.IsConnected ?? false;

    /// <summary>Sends news; never waits, and drops the oldest where Redis is too slow or away.</summary>
    public void Publish(LiveMessage message)
    {
        if (!IsConfigured) return;
        Start();
        _waiting.Writer.TryWrite(message);
    }

    /// <summary>Hands all news to <paramref name="handler"/>, which is called by the reader's thread and must not wait.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<LiveMessage> handler)
    {
        Subscription subscription = new(this);
        _subscriptions.TryAdd(subscription, handler);
        if (IsConfigured) Start();
        return subscription;
    }

    /// <summary>The latest values under these keys (see <see cref="LiveMessage.CacheKey"/>); those that are there and no older than ten minutes.</summary>
    /// <returns>Empty where Redis is away.</returns>
    public async Task<IReadOnlyList<T>> LatestAsync<T>(IReadOnlyCollection<string> cacheKeys) where T : LiveMessage
    {
        if (!IsConfigured || cacheKeys.Count == 0) return [];
        Start();
        if (_redis is not { IsConnected: true } redis) return [];
        try
        {
            RedisValue[] values = await redis.GetDatabase().StringGetAsync([.. cacheKeys.Select(key => (RedisKey)(KeyPrefix + key))]).WaitAsync(AnswerPatience).ConfigureAwait(false);
            return [.. values.Where(value => value.HasValue).Select(value => Read((string?)value)).OfType<T>()];
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            LogUnavailable(failure.Message);
            return [];
        }
    }

    /// <summary>Closes the connection; what waits is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_running is not null) await _running.ConfigureAwait(false);
        _redis?.Dispose();
        _stopping.Dispose();
    }

    private void Start()
    {
        if (_running is not null) return;
        lock (_lock) _running ??= Task.Run(() => RunAsync(_stopping.Token));
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            ConnectionMultiplexer redis = await ConnectAsync(cancellation).ConfigureAwait(false);
            while (await _waiting.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false)) await SendAsync(redis, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                ConfigurationOptions options = ConfigurationOptions.Parse(_connectionString!);
                options.AbortOnConnectFail = true;
                options.ConnectRetry = 1;
                options.ConnectTimeout = 2_000;
                options.SyncTimeout = 2_000;
                options.KeepAlive = 5;
                ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
                _redis = redis;
                await redis.GetSubscriber().SubscribeAsync(LiveChannel(), (_, value) => Receive((string?)value)).ConfigureAwait(false);
                LogConnected();
                return redis;
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException or ArgumentException)
            {
                _redis?.Dispose();
                _redis = null;
                LogUnavailable(failure.Message.Split('\n')[0]);
                await Task.Delay(RetryDelay, cancellation).ConfigureAwait(false);
            }
        }
    }

    // From here on the client connects again and subscribes again by itself.
    private async Task SendAsync(ConnectionMultiplexer redis, CancellationToken cancellation)
    {
        List<Task> sent = new(BatchMax * 2);
        try
        {
            while (sent.Count < BatchMax && _waiting.Reader.TryRead(out LiveMessage? message))
            {
                string json = JsonSerializer.Serialize(message, JournalJson.Options);
                if (message.CacheKey is { } key) sent.Add(redis.GetDatabase().StringSetAsync(KeyPrefix + key, json, CacheLifetime));
                sent.Add(redis.GetSubscriber().PublishAsync(LiveChannel(), json));
            }
            // The old client never ends what was in flight when its connection broke.
            await Task.WhenAll(sent).WaitAsync(AnswerPatience, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            LogUnavailable(failure.Message.Split('\n')[0]);
            await Task.Delay(RetryDelay, cancellation).ConfigureAwait(false);
        }
    }

    private void Receive(string? json)
    {
        if (_subscriptions.IsEmpty || Read(json) is not { } message) return;
        foreach (Action<LiveMessage> handler in _subscriptions.Values) handler(message);
    }

    private static LiveMessage? Read(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<LiveMessage>(json, JournalJson.Options);
        }
        catch (JsonException)
        {
            return null; // Another version's message: news that this one cannot read is no news to it.
        }
    }

    private static RedisChannel LiveChannel() => new(ChannelName, RedisChannel.PatternMode.Literal);

    [LoggerMessage(2201, LogLevel.Warning, "Redis is not available ({Reason}): live values are late, nothing else is affected")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(2202, LogLevel.Information, "Redis is connected")]
    private partial void LogConnected();

    private sealed class Subscription(LiveBus bus) : IDisposable
    {
        public void Dispose() => bus._subscriptions.TryRemove(this, out _);
    }
}
