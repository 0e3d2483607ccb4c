using System.Text.Json;
using System.Threading.Channels;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Contracts;
using TradingBot.Storage;
using TradingBot.Storage.Audit;

namespace TradingBot.Api.Audit;

/// <summary>
/// Writes what callers did to the audit log. An entry that can't be written at once is kept and written when the database is back:
/// what was done must not be undone, nor refused, for want of its record.
/// </summary>
internal sealed partial class AuditTrail(AuditLog log, TimeProvider time, ILogger<AuditTrail> logger) : BackgroundService
{
    private const int KeptMax = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private readonly Channel<AuditEntry> _kept = Channel.CreateBounded<AuditEntry>(new BoundedChannelOptions(KeptMax) { SingleReader = true });

    /// <summary>Records an event; waits only a moment for the database.</summary>
    /// <param name="eventType">Capitals, digits and underscores.</param>
    /// <param name="details">Written as JSON.</param>
    public async Task RecordAsync(HttpContext context, string eventType, object details)
    {
        var entry = new AuditEntry(eventType, context.Actor(), context.CorrelationId(), JsonSerializer.Serialize(details, ContractsJson.Options));
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await log.AppendAsync(entry, patience.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or StorageException || FailureAnswers.IsDatabaseAway(failure))
        {
            Keep(entry);
        }
    }

    /// <summary>Keeps an entry that the background writes as soon as it can.</summary>
    public void Keep(AuditEntry entry)
    {
        if (!_kept.Writer.TryWrite(entry)) LogLost(entry.EventType, entry.Actor, entry.Details);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<AuditEntry>();
        while (batch.Count > 0 || await WaitAsync(stoppingToken))
        {
            while (batch.Count < 100 && _kept.Reader.TryRead(out AuditEntry? entry)) batch.Add(entry);
            try
            {
                await log.AppendAsync(batch, stoppingToken);
                batch.Clear();
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested && (failure is StorageException || FailureAnswers.IsDatabaseAway(failure)))
            {
                LogDelayed(batch.Count, failure.Message);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // Told below.
            }
            if (stoppingToken.IsCancellationRequested) break;
        }
        while (_kept.Reader.TryRead(out AuditEntry? entry)) batch.Add(entry);
        foreach (AuditEntry entry in batch) LogLost(entry.EventType, entry.Actor, entry.Details);
    }

    private async Task<bool> WaitAsync(CancellationToken stopping)
    {
        try
        {
            return await _kept.Reader.WaitToReadAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(3020, LogLevel.Warning, "{Count} audit entries wait for the database: {Problem}")]
    private partial void LogDelayed(int count, string problem);

    [LoggerMessage(3021, LogLevel.Critical, "Audit entry could not be stored: {EventType} by {Actor}: {Details}")]
    private partial void LogLost(string eventType, string actor, string details);
}
