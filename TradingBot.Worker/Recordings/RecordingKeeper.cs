using TradingBot.Exchanges.Recordings;
using TradingBot.Worker.Control;

namespace TradingBot.Worker.Recordings;

/// <summary>Looks after the recording: hands over what waits, seals what has ended, keeps the folder within its budget, begins again after a failure.</summary>
/// <remarks>Stopped last of all that record, so that the last inputs are in the last segment.</remarks>
internal sealed partial class RecordingKeeper(MarketRecording recording, TradingPermission permission, TimeProvider time, ILogger<RecordingKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private string? _told;
    private DateTimeOffset _retryAt;
    private DateTimeOffset _lookAt;
    private Task _sealing = Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // What is being sealed stays as it is and is sealed by the next start.
        recording.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (recording is not { Writer: { } writer, Files: { } files }) return;
        LogBegun(files.Folder, writer.Session);
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            do
            {
                writer.Keep();
                Watch(writer);
                DateTimeOffset now = time.GetUtcNow();
                if (now < _lookAt || !_sealing.IsCompleted) continue;
                _lookAt = now + LookInterval;
                _sealing = Task.Run(() => Tidy(files, stoppingToken), stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        await _sealing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Watch(RecordingWriter writer)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (writer.Failure is { } failure)
        {
            if (_told is null) _retryAt = now + RetryDelay;
            if (failure != _told) LogFailed(failure);
            _told = failure;
            if (recording.Options.Required) permission.RecordingFailed($"nothing can be recorded: {failure}");
            if (now < _retryAt) return;
            _retryAt = now + RetryDelay;
            if (!writer.Resume()) return;
        }
        if (_told is null) return;
        _told = null;
        permission.RecordingFailed(null);
        LogResumed(writer.Dropped);
    }

    private void Tidy(SegmentFiles files, CancellationToken cancellation)
    {
        foreach (string segment in files.Unsealed())
        {
            if (cancellation.IsCancellationRequested) return;
            TrySeal(segment);
        }
        (IReadOnlyList<string> deleted, int segments, long bytes) = files.Limit(recording.Options.BudgetBytes);
        foreach (string path in deleted)
        {
            recording.Metrics.Deleted();
            LogDeleted(path, recording.Options.BudgetBytes);
        }
        recording.Metrics.Stored(segments, bytes);
    }

    private void TrySeal(string segment)
    {
        try
        {
            (string? path, IReadOnlyList<Damage> damages) = SegmentSealer.Seal(segment);
            foreach (Damage damage in damages) LogDamage(segment, damage.Reason, damage.Length, damage.Offset);
            if (path is not null) LogSealed(path, new FileInfo(path).Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RecordingException)
        {
            LogNotSealed(segment, e.Message);
        }
    }

    [LoggerMessage(4200, LogLevel.Information, "Recording into {Folder}, session {Session}")]
    private partial void LogBegun(string folder, Guid session);

    [LoggerMessage(4201, LogLevel.Error, "Nothing is recorded any more, trying again every 5 s: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(4202, LogLevel.Warning, "Recording again; {Dropped} records are missing since start")]
    private partial void LogResumed(long dropped);

    [LoggerMessage(4203, LogLevel.Information, "Sealed {Path}, {Bytes} bytes")]
    private partial void LogSealed(string path, long bytes);

    [LoggerMessage(4204, LogLevel.Warning, "{Path} can't be sealed now: {Reason}")]
    private partial void LogNotSealed(string path, string reason);

    [LoggerMessage(4205, LogLevel.Warning, "{Path}: {Reason}; {Bytes} bytes at {Offset} are left out")]
    private partial void LogDamage(string path, string reason, long bytes, long offset);

    [LoggerMessage(4206, LogLevel.Information, "Deleted {Path} to keep the recordings within {Budget} bytes")]
    private partial void LogDeleted(string path, long budget);
}
