using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace TradingBot.Storage.Notifications;

/// <summary>One connection that listens on all channels for the whole process and connects again when it is lost.</summary>
public sealed partial class NotificationListener : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<NotificationSignal, string> _signals = new();
    private readonly string _connectionString;
    private readonly ILogger<NotificationListener> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Task? _listening;

    /// <summary>Connects only when the first signal is asked for.</summary>
    public NotificationListener(DatabaseConnections connections, ILogger<NotificationListener> logger)
    {
        ArgumentNullException.ThrowIfNull(connections);
        _logger = logger;
        _connectionString = new NpgsqlConnectionStringBuilder(connections.ConnectionString)
        {
            Pooling = false,
            ApplicationName = "tradingbot-listener",
            KeepAlive = 2,
        }.ConnectionString;
    }

    /// <summary>Whether the connection stands; without it readers fall back on looking from time to time.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>A signal that is raised by every notification on a channel, and whenever some may have been missed.</summary>
    /// <param name="channel">One of <see cref="NotificationChannels"/>.</param>
    public NotificationSignal Listen(string channel)
    {
        NotificationSignal signal = new();
        _signals.TryAdd(signal, channel);
        lock (_lock) _listening ??= Task.Run(() => RunAsync(_stopping.Token));
        return signal;
    }

    /// <summary>Lets go of a signal that nobody waits for any more.</summary>
    public void Forget(NotificationSignal signal) => _signals.TryRemove(signal, out _);

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_listening is not null) await _listening.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                if (IsConnected) LogLost(failure.Message);
            }
            finally
            {
                IsConnected = false;
            }
            await Task.Delay(RetryDelay, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(_connectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        connection.Notification += (_, notification) => Raise(notification.Channel);
        await using (NpgsqlCommand listen = new(string.Join(';', NotificationChannels.All.Select(channel => $"LISTEN {channel}")), connection))
            await listen.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        IsConnected = true;
        Raise(channel: null);
        while (true) await connection.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private void Raise(string? channel)
    {
        foreach ((NotificationSignal signal, string listensOn) in _signals)
        {
            if (channel is null || channel == listensOn) signal.Raise();
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "Lost the connection for notifications: {Reason}; looking from time to time instead")]
    private partial void LogLost(string reason);
}
