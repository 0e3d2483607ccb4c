using System.Text.Json;
using Npgsql;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Safety;

/// <summary>
/// Proves every five seconds, layer by layer, that nothing but paper trading can happen. A layer that does not hold halts this worker's trading at once and presses
/// the emergency stop, which only a person releases; what still does not hold then presses it again.
/// </summary>
internal sealed partial class SafetyMonitor(
    IConfiguration configuration, EgressGuard guard, SafetyChecks checks, SafetyTrip trip, SafetyStatusStore store, TradingPermission permission, AuditWriter audit,
    WorkerIdentity worker, WorkerMetrics metrics, TimeProvider time, ILogger<SafetyMonitor> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Lock _attempts = new();
    private readonly SemaphoreSlim _verifying = new(1);
    private IReadOnlyList<PaperTradingViolation> _violations = [];
    private IReadOnlyList<SafetyProof> _database = [];
    private string? _failing;
    private long? _trippedEpoch;
    private bool _isReleased;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Throws where an exchange key is configured: then the host does not start.
        _violations = ExchangeKeys.Check(configuration.AsEnumerable());
        if (_violations.Count > 0)
        {
            string settings = string.Join("; ", _violations.Select(violation => $"{violation.Setting}={violation.Value}: {violation.Explanation}"));
            metrics.IsPaperOnly = false;
            permission.Violated(settings);
            LogViolation(settings);
            audit.Add(new AuditEntry(AuditEvents.PaperTradingViolation, worker.Id, "", JsonSerializer.Serialize(new { settings = _violations.Select(violation => violation.Setting) })));
        }
        guard.Denied += Denied;
        guard.Suspected += Suspected;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        guard.Denied -= Denied;
        guard.Suspected -= Suspected;
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _wake.Dispose();
        _verifying.Dispose();
        base.Dispose();
    }

    /// <summary>One round, now.</summary>
    internal async Task VerifyAsync(CancellationToken cancellation)
    {
        await _verifying.WaitAsync(cancellation);
        try
        {
            // Only a release that this round looks after counts in it: what was seen before must not press the stop again.
            _isReleased = IsReleased();
            if (_isReleased) await checks.ForgiveAsync(cancellation);
            List<SafetyProof> proofs = await checks.OfProcessAsync(cancellation);
            // What this process sees does not wait for the database.
            if (proofs.Any(Counts)) await JudgeAsync(proofs);
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(DatabasePatience);
            _database = await checks.OfDatabaseAsync(patience.Token);
            proofs.AddRange(_database);
            await JudgeAsync(proofs);
            await store.StoreAsync(worker.Id, proofs, time.GetUtcNow(), patience.Token);
        }
        finally
        {
            _verifying.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await VerifyAsync(stoppingToken);
                await _wake.WaitAsync(Interval, stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                if (stoppingToken.IsCancellationRequested) return;
                LogNotStored(failure.Message);
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Where the services log in as the database's owner a layer is missing; that is told, but does not make a real trade possible.
    private static bool Counts(SafetyProof proof) => proof.Status == SafetyProofs.Failed && proof.Layer != SafetyProofs.DatabaseRights;

    private bool IsReleased() => _trippedEpoch is { } tripped && permission.Control is { Stopped: false } control && control.Epoch > tripped;

    private async Task JudgeAsync(IReadOnlyList<SafetyProof> proofs)
    {
        // The database's last word holds until it speaks again.
        IEnumerable<SafetyProof> known = proofs.Concat(_database).DistinctBy(proof => proof.Layer);
        metrics.Layers = [.. known.Select(proof => (proof.Layer, proof.Status))];
        SafetyProof? failed = known.FirstOrDefault(Counts);
        lock (_attempts)
        {
            // What was tried since this round looked is for the next one, which has been woken; until then the attempt itself holds trading.
            if (failed is null && checks.HasAttempts) return;
            metrics.IsPaperOnly = failed is null;
            permission.SafetyFailed(failed is null ? null : $"safety layer {failed.Layer} fails: {failed.Evidence}");
        }
        bool isNew = failed is not null && (failed.Layer != _failing || _isReleased);
        _failing = failed?.Layer;
        if (_isReleased) (_trippedEpoch, _isReleased) = (null, false);
        // The settings of the start have stopped this process for good, and nobody can release that.
        if (failed is null || !isNew || (_violations.Count > 0 && failed.Layer == SafetyProofs.Configuration)) return;
        _trippedEpoch = await trip.PressAsync(failed) ?? permission.Control?.Epoch ?? 0;
    }

    private void Denied(EgressDenial denial)
    {
        if (denial.IsOurs)
        {
            lock (_attempts)
            {
                metrics.IsPaperOnly = false;
                permission.SafetyFailed($"a forbidden {denial.Method} was refused by the {denial.Layer} guard: {denial.Reason}");
            }
        }
        // What a name server or a venue named is refused and told, but it is none of our doing: it must not need a person before trading goes on.
        string eventType = denial.IsOurs ? AuditEvents.RealTradeAttempt : AuditEvents.EgressSuspicion;
        audit.Add(new AuditEntry(eventType, worker.Id, System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? "", JsonSerializer.Serialize(new
        {
            layer = denial.Layer.ToString(),
            method = denial.Method,
            target = denial.Target,
            reason = denial.Reason,
            stack = denial.Stack,
        })));
        if (!denial.IsOurs) return;
        try
        {
            if (_wake.CurrentCount == 0) _wake.Release();
        }
        catch (Exception done) when (done is SemaphoreFullException or ObjectDisposedException)
        {
            // Another denial has woken the monitor already, or the host stops.
        }
    }

    private void Suspected(EgressSuspicion suspicion) => audit.Add(new AuditEntry(AuditEvents.EgressSuspicion, worker.Id, "", JsonSerializer.Serialize(new
    {
        kind = suspicion.Kind,
        target = suspicion.Target,
        reason = suspicion.Reason,
    })));

    [LoggerMessage(3711, LogLevel.Critical, "Real trading was asked for, nothing will be traded: {Settings}")]
    private partial void LogViolation(string settings);

    [LoggerMessage(3713, LogLevel.Warning, "The safety proofs were not stored: {Reason}")]
    private partial void LogNotStored(string reason);
}
