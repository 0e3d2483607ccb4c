using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TradingBot.Storage.Audit;

/// <summary>
/// Looks after the audit log: appends what waits in the file as soon as the database is there, exports the chain's head every minute, and verifies the whole chain
/// every four.
/// </summary>
public sealed partial class AuditKeeper(AuditLog log, AuditSpill spill, AuditHeads heads, AuditRecorder recorder, AuditMetrics metrics, TimeProvider time, ILogger<AuditKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ExportEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan VerifyEvery = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan RecordPatience = TimeSpan.FromSeconds(2);

    private DateTimeOffset _exportedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _verifiedAt = DateTimeOffset.MinValue;
    private string? _broken;

    /// <summary>The last verification; none before the first has ended.</summary>
    public AuditVerified? Last { get; private set; }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await TryAsync(ExportAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends what waits.</summary>
    internal Task AppendWaitingAsync(CancellationToken cancellation) => spill.Bytes > 0 ? log.AppendWaitingAsync(cancellation) : Task.CompletedTask;

    /// <summary>Exports the head to the metrics and to the file.</summary>
    internal async Task ExportAsync(CancellationToken cancellation)
    {
        AuditHead? head = await log.ReadHeadAsync(cancellation).ConfigureAwait(false);
        if (head is not null) metrics.Exported(head);
        string? contradiction = await heads.ExportAsync(head ?? new(0, "", time.GetUtcNow())).ConfigureAwait(false);
        if (contradiction is not null) await BrokenAsync(contradiction).ConfigureAwait(false);
    }

    /// <summary>Verifies the whole chain.</summary>
    public async Task VerifyAsync(CancellationToken cancellation)
    {
        AuditVerdict verdict = await log.VerifyAsync(cancellation).ConfigureAwait(false);
        if (verdict.IsIntact)
        {
            metrics.IsIntact = true;
            _broken = null;
        }
        else
        {
            await BrokenAsync(verdict.Detail).ConfigureAwait(false);
        }
        Last = new AuditVerified(verdict, time.GetUtcNow());
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(AppendWaitingAsync, stoppingToken).ConfigureAwait(false);
            DateTimeOffset now = time.GetUtcNow();
            if (now - _exportedAt >= ExportEvery && await TryAsync(ExportAsync, stoppingToken).ConfigureAwait(false) && metrics.HasHead) _exportedAt = now;
            if (now - _verifiedAt >= VerifyEvery && await TryAsync(VerifyAsync, stoppingToken).ConfigureAwait(false)) _verifiedAt = now;
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try
        {
            await work(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (AuditRecorder.IsNotTaken(failure))
        {
            if (!cancellation.IsCancellationRequested) LogLater(failure.Message);
            return false;
        }
    }

    private async Task BrokenAsync(string detail)
    {
        metrics.IsIntact = false;
        if (_broken == detail) return;
        _broken = detail;
        LogBroken(detail);
        await recorder.RecordAsync([new(AuditEvents.ChainBroken, "audit", "", JsonSerializer.Serialize(new { detail }))], RecordPatience).ConfigureAwait(false);
    }

    [LoggerMessage(4402, LogLevel.Critical, "The audit log was tampered with: {Detail}")]
    private partial void LogBroken(string detail);

    [LoggerMessage(4403, LogLevel.Debug, "The audit log is looked after a second later: {Reason}")]
    private partial void LogLater(string reason);
}
