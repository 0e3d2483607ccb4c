using Npgsql;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Names;
using TradingBot.Storage.Workers;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Hosting;

/// <summary>Tells every two seconds that this worker lives and what it does, and checks the ledger from time to time.</summary>
internal sealed partial class Heartbeat(
    WorkerRegistry registry, JournalReader journal, AuditWriter audit, TradingLoop loop, TradingInputs inputs, WorkerIdentity worker, WorkerMetrics metrics, TimeProvider time,
    ILogger<Heartbeat> logger) : BackgroundService
{
    private const int LedgerEvery = 150;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        audit.Add(new AuditEntry(AuditEvents.WorkerStopped, worker.Id, "", "{}"));
        try
        {
            await registry.StoppedAsync(worker.Id, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            LogNotTold(failure.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        audit.Add(new AuditEntry(AuditEvents.WorkerStarted, worker.Id, "", $$"""{"processId": {{Environment.ProcessId}}, "version": "{{worker.Version}}", "feed": "{{worker.Feed}}"}"""));
        for (int turn = 0; !stoppingToken.IsCancellationRequested; turn++)
        {
            try
            {
                await registry.BeatAsync(Beat(), stoppingToken);
                metrics.Beat(time.GetUtcNow());
                metrics.LedgerDrift = (double)(turn % LedgerEvery == 0 ? await journal.AuditLedgerAsync(stoppingToken) : await journal.ReadLedgerDriftAsync(stoppingToken));
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogNotTold(failure.Message);
            }
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private WorkerHeartbeat Beat() => new(
        worker.Id, Environment.ProcessId, Environment.MachineName, worker.Version, worker.Feed, worker.IsSimulated, StoredNames.Of(loop.Order.Mode), loop.Order.Reason,
        metrics.IsPaperOnly, inputs.Depth, worker.StartedAt)
    { TakesAccounts = loop.IsLive };

    [LoggerMessage(3611, LogLevel.Warning, "The heartbeat was not stored: {Reason}")]
    private partial void LogNotTold(string reason);
}
