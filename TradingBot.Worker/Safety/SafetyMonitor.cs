using System.Text.Json;
using Npgsql;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Safety;

/// <summary>Proves every five seconds, layer by layer, that nothing but paper trading can happen. A proof that fails pauses trading as long as it does.</summary>
internal sealed partial class SafetyMonitor(
    IConfiguration configuration, EgressGuard guard, SafetyStatusStore store, TradingPermission permission, AuditWriter audit, WorkerIdentity worker, WorkerMetrics metrics,
    TimeProvider time, ILogger<SafetyMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private IReadOnlyList<PaperTradingViolation> _violations = [];
    private string? _failing;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Throws where an exchange key is configured: then the host does not start.
        _violations = ExchangeKeys.Check(configuration);
        if (_violations.Count > 0)
        {
            string settings = string.Join("; ", _violations.Select(violation => $"{violation.Setting}={violation.Value}: {violation.Explanation}"));
            metrics.IsPaperOnly = false;
            permission.Violated(settings);
            LogViolation(settings);
            audit.Add(new AuditEntry(AuditEvents.PaperTradingViolation, worker.Id, "", JsonSerializer.Serialize(new { settings = _violations.Select(violation => violation.Setting) })));
        }
        guard.Denied += Denied;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        guard.Denied -= Denied;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await VerifyAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogNotStored(failure.Message);
            }
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task VerifyAsync(CancellationToken cancellation)
    {
        List<SafetyProof> proofs = SafetyProofs.OfThisProcess(_violations, guard);
        IReadOnlyList<string> holes = await store.FindDatabaseHolesAsync(cancellation);
        proofs.AddRange(SafetyProofs.OfDatabase(holes));
        SafetyProof? failed = proofs.FirstOrDefault(proof => proof.Status == SafetyProofs.Failed && proof.Layer != SafetyProofs.DatabaseRights);
        metrics.IsPaperOnly = failed is null;
        string? failing = failed is null ? null : $"safety layer {failed.Layer} fails: {failed.Evidence}";
        permission.SafetyFailed(failing);
        if (failing != _failing && failing is not null)
        {
            LogFailed(failing);
            if (_violations.Count == 0)
                audit.Add(new AuditEntry(AuditEvents.PaperTradingViolation, worker.Id, "", JsonSerializer.Serialize(new { layer = failed!.Layer, evidence = failed.Evidence })));
        }
        _failing = failing;
        await store.StoreAsync(worker.Id, proofs, time.GetUtcNow(), cancellation);
    }

    private void Denied(EgressDenial denial) => audit.Add(new AuditEntry(AuditEvents.RealTradeAttempt, worker.Id, "", JsonSerializer.Serialize(new
    {
        layer = denial.Layer.ToString(),
        method = denial.Method,
        target = denial.Target,
        reason = denial.Reason,
        stack = denial.Stack,
    })));

    [LoggerMessage(3711, LogLevel.Critical, "Real trading was asked for, nothing will be traded: {Settings}")]
    private partial void LogViolation(string settings);

    [LoggerMessage(3712, LogLevel.Critical, "Trading pauses: {Failure}")]
    private partial void LogFailed(string failure);

    [LoggerMessage(3713, LogLevel.Warning, "The safety proofs were not stored: {Reason}")]
    private partial void LogNotStored(string reason);
}
