using System.Threading.Channels;
using Npgsql;
using TradingBot.Storage;
using TradingBot.Storage.Audit;

namespace TradingBot.Worker.Safety;

/// <summary>Writes audit rows for those who must not wait, such as the guard on a refused caller's thread. Rows wait while the database is away.</summary>
internal sealed partial class AuditWriter(AuditLog log, TimeProvider time, ILogger<AuditWriter> logger) : BackgroundService
{
    private const int WaitingMax = 10_000;
    private const int BatchMax = 100;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<AuditEntry> _waiting = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <summary>Hands a row in; where the queue is full it is logged instead, so that it is not lost without a trace.</summary>
    public void Add(AuditEntry entry)
    {
        if (!_waiting.Writer.TryWrite(entry)) LogOverflow(entry.EventType, entry.Details);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<AuditEntry> batch = [];
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < BatchMax && _waiting.Reader.TryRead(out AuditEntry? entry)) batch.Add(entry);
            while (!await TryAppendAsync(batch) && !stoppingToken.IsCancellationRequested)
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            batch.Clear();
        }
    }

    private async Task<bool> TryAppendAsync(List<AuditEntry> batch)
    {
        try
        {
            await log.AppendAsync(batch, CancellationToken.None);
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or StorageException)
        {
            LogNotWritten(batch.Count, failure.Message);
            return false;
        }
    }

    [LoggerMessage(3701, LogLevel.Error, "{Count} audit rows were not written: {Reason}")]
    private partial void LogNotWritten(int count, string reason);

    [LoggerMessage(3702, LogLevel.Critical, "The audit queue is full: {EventType} {Details}")]
    private partial void LogOverflow(string eventType, string details);
}
