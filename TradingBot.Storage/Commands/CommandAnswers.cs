using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using TradingBot.Storage.Notifications;

namespace TradingBot.Storage.Commands;

/// <summary>Waits for the answers of commands: one reader for all who wait, woken by notifications, and looking by itself where those fail.</summary>
public sealed partial class CommandAnswers : IAsyncDisposable
{
    private static readonly TimeSpan LookAtLeast = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<TaskCompletionSource<CommandReply>, Guid> _waiting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly NotificationListener _listener;
    private readonly ILogger<CommandAnswers> _logger;
    private NotificationSignal? _signal;
    private Task? _reading;

    /// <summary>Connects when the first wait begins.</summary>
    public CommandAnswers(DatabaseConnections connections, NotificationListener listener, ILogger<CommandAnswers> logger)
    {
        ArgumentNullException.ThrowIfNull(connections);
        (_dataSource, _listener, _logger) = (connections.Shared, listener, logger);
    }

    /// <summary>Waits until a command is answered.</summary>
    /// <returns>The answer, or none where <paramref name="atMost"/> passed; the command still stands then.</returns>
    public async Task<CommandReply?> WaitForAnswerAsync(Guid commandId, TimeSpan atMost, CancellationToken cancellation)
    {
        TaskCompletionSource<CommandReply> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.TryAdd(answer, commandId);
        lock (_lock)
        {
            _signal ??= _listener.Listen(NotificationChannels.Answers);
            _reading ??= Task.Run(() => ReadAsync(_stopping.Token), CancellationToken.None);
        }
        _signal.Raise(); // It may have been answered before this wait began.
        try
        {
            return await answer.Task.WaitAsync(atMost, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiting.TryRemove(answer, out _);
        }
    }

    /// <summary>Ends the reading; who still waits gets no answer.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_reading is not null) await _reading.ConfigureAwait(false);
        if (_signal is not null) _listener.Forget(_signal);
        _stopping.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _signal!.WaitAsync(_waiting.IsEmpty ? Timeout.InfiniteTimeSpan : LookAtLeast, cancellation).ConfigureAwait(false);
                if (!_waiting.IsEmpty) await ReadAnswersAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                LogUnreadable(failure.Message);
                await Task.Delay(LookAtLeast, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadAnswersAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand select = _dataSource.CreateCommand("SELECT command_id, answer FROM commands WHERE command_id = ANY($1) AND state = 'completed'");
        select.Parameters.Add(new() { Value = _waiting.Values.Distinct().ToArray() });
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            Guid commandId = reader.GetGuid(0);
            CommandReply reply = CommandQueue.ReadReply(reader.GetString(1));
            foreach ((TaskCompletionSource<CommandReply> waiting, Guid waitsFor) in _waiting)
            {
                if (waitsFor == commandId) waiting.TrySetResult(reply);
            }
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "Answers of commands cannot be read: {Reason}")]
    private partial void LogUnreadable(string reason);
}
