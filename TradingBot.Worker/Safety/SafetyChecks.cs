using System.Globalization;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Control;

namespace TradingBot.Worker.Safety;

/// <summary>Everything that the monitor looks at, in one round. Used by one caller at a time.</summary>
internal sealed class SafetyChecks(
    IConfiguration configuration, EgressGuard guard, EgressCanary canary, CodeWatch code, AssemblyWatch assemblies, ConnectionWatch connections, AuditKeeper auditKeeper, AuditMetrics auditMetrics,
    SafetyStatusStore store, StopLatch latch, TradingPermission permission, KuCoinReadKey readKey, TimeProvider time)
{
    private static readonly TimeSpan CanaryEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SchemaEvery = TimeSpan.FromMinutes(1);

    private SafetyProof _canary = new(SafetyProofs.Canary, SafetyProofs.CanaryName, SafetyProofs.Unknown, "not flown yet");
    private DateTimeOffset _flownAt = DateTimeOffset.MinValue;
    private IReadOnlyList<string> _schemaChanges = [];
    private DateTimeOffset _schemaLookedAt = DateTimeOffset.MinValue;
    private long _forgiven;

    /// <summary>What the canary tries.</summary>
    internal IReadOnlyList<(HttpMethod Method, string Address)> CanaryRequests { get; set; } = SafetyProofs.Canaries;

    /// <summary>Whether something forbidden was tried that nobody has answered for.</summary>
    public bool HasAttempts => guard.Violations != _forgiven;

    /// <summary>A person has released the stop: attempts up to now are answered for, and what was repaired must not be judged by an old look.</summary>
    public async Task ForgiveAsync(CancellationToken cancellation)
    {
        _forgiven = guard.Violations;
        LookAtAll();
        if (auditKeeper.Last is { Verdict.IsIntact: false } || !auditMetrics.IsIntact) await auditKeeper.VerifyAsync(cancellation);
    }

    /// <summary>Looks at the slow things in the next round again, whenever they were looked at.</summary>
    public void LookAtAll() => (_flownAt, _schemaLookedAt) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);

    /// <summary>What this process can prove without the database.</summary>
    public async Task<List<SafetyProof>> OfProcessAsync(CancellationToken cancellation)
    {
        (IReadOnlyList<PaperTradingViolation> violations, ExchangeKeyFoundException? key) = ReadSettings();
        return
        [
            .. SafetyProofs.OfThisProcess(violations, guard, key),
            .. code.Prove(),
            await FlyAsync(cancellation),
            Denials(),
            // A key that is not good is not used, so every state is a safe one.
            new("key-probe", "Read-only key", SafetyProofs.Ok, readKey.Evidence),
            assemblies.Prove(),
            await connections.ProveAsync(cancellation),
            SafetyProofs.Network(guard.AllowList, configuration),
            EmergencyStop(),
            Audit(),
        ];
    }

    /// <summary>What the database says of its own layer.</summary>
    public async Task<IReadOnlyList<SafetyProof>> OfDatabaseAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> holes = await store.FindDatabaseHolesAsync(cancellation);
        DateTimeOffset now = time.GetUtcNow();
        if (now - _schemaLookedAt >= SchemaEvery)
        {
            _schemaChanges = await store.FindSchemaChangesAsync(cancellation);
            _schemaLookedAt = now;
        }
        return [.. SafetyProofs.OfDatabase(holes), SafetyProofs.Schema(_schemaChanges, _schemaLookedAt)];
    }

    private (IReadOnlyList<PaperTradingViolation> Violations, ExchangeKeyFoundException? Key) ReadSettings()
    {
        try
        {
            return (ExchangeKeys.Check(configuration.AsEnumerable()), null);
        }
        catch (ExchangeKeyFoundException found)
        {
            // Settings files can be read again while we run; at start this would have stopped the host.
            return ([], found);
        }
    }

    private async Task<SafetyProof> FlyAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _flownAt < CanaryEvery) return _canary;
        _flownAt = now;
        IReadOnlyList<string> passed = await canary.FlyAsync(CanaryRequests, SafetyProofs.CanaryFrames, cancellation);
        return _canary = passed.Count == 0
            ? new(SafetyProofs.Canary, SafetyProofs.CanaryName, SafetyProofs.Ok, string.Create(CultureInfo.InvariantCulture,
                $"{CanaryRequests.Count} forbidden requests and {SafetyProofs.CanaryFrames.Length} forbidden frames were sent through the guard at {now:u}, and refused"))
            : new(SafetyProofs.Canary, SafetyProofs.CanaryName, SafetyProofs.Failed, $"the guard let pass: {string.Join(", ", passed)}");
    }

    private SafetyProof Denials()
    {
        long attempts = guard.Violations;
        return attempts == _forgiven
            ? new("denials", "Attempts", SafetyProofs.Ok, $"nothing forbidden was tried since the last release; {attempts} attempts since start")
            : new("denials", "Attempts", SafetyProofs.Failed, $"{attempts - _forgiven} forbidden requests or frames were refused: see REAL_TRADE_ATTEMPT in the audit log");
    }

    private SafetyProof EmergencyStop()
    {
        const string layer = "emergency-stop", name = "Emergency stop";
        return permission.Control is { } control
            ? new(layer, name, SafetyProofs.Ok, $"control epoch {control.Epoch} is obeyed, {(control.Stopped ? "stopped" : "not stopped")}; the latch file {(latch.IsSet ? "is set" : "is not set")}")
            : new(layer, name, SafetyProofs.Unknown, "the control row has not been read yet; nothing is traded until it is");
    }

    private SafetyProof Audit()
    {
        const string layer = "audit", name = "Audit log";
        if (auditKeeper.Last is not { } last) return new(layer, name, SafetyProofs.Unknown, "the chain has not been verified yet");
        string when = last.EndedAt.ToString("u", CultureInfo.InvariantCulture);
        if (!last.Verdict.IsIntact) return new(layer, name, SafetyProofs.Failed, $"{last.Verdict.Detail} (verified {when})");
        return auditMetrics.IsIntact
            ? new(layer, name, SafetyProofs.Ok, $"{last.Verdict.Detail} (verified {when})")
            : new(layer, name, SafetyProofs.Failed, "the last row is older than the head that was exported: rows were cut off");
    }
}
