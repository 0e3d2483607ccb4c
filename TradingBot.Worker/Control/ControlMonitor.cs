using System.Diagnostics;
using Npgsql;
using TradingBot.Exchanges.Rest;
using TradingBot.Storage.Control;
using TradingBot.Storage.Notifications;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Control;

/// <summary>Watches everything that can forbid trading and tells the trading loop at once.</summary>
internal sealed partial class ControlMonitor(
    ControlStore control, NotificationListener listener, TradingPermission permission, TradingInputs inputs, RequestPace pace, WantedFeed feed, ILogger<ControlMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan LookAtLeast = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan UnreadableAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(2);

    private long _readAt = Stopwatch.GetTimestamp();
    private bool _isUnreadable;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        NotificationSignal signal = listener.Listen(NotificationChannels.Control);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await ReadAsync(stoppingToken);
                // Every time: the loop, which may have gone live with another order in between, knows best whether this one is new to it.
                await inputs.SendAsync(new HostMessage.OrderGiven(permission.Now()), stoppingToken);
                await signal.WaitAsync(LookAtLeast, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            listener.Forget(signal);
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ReadPatience);
        try
        {
            ControlSnapshot snapshot = await control.ReadAsync(patience.Token);
            permission.Read(snapshot);
            feed.Read(snapshot);
            pace.MinimumDelay = TimeSpan.FromMilliseconds(snapshot.RateLimitDelayMs);
            _readAt = Stopwatch.GetTimestamp();
            if (_isUnreadable) LogReadable();
            _isUnreadable = false;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            if (Stopwatch.GetElapsedTime(_readAt) < UnreadableAfter || _isUnreadable) return;
            _isUnreadable = true;
            permission.Unreadable(true);
            LogUnreadable(failure.Message);
        }
    }

    [LoggerMessage(3301, LogLevel.Error, "The control state cannot be read for 5 s, trading pauses until it can: {Reason}")]
    private partial void LogUnreadable(string reason);

    [LoggerMessage(3302, LogLevel.Information, "The control state can be read again")]
    private partial void LogReadable();
}
