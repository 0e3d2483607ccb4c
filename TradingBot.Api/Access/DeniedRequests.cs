using System.Text.Json;
using TradingBot.Api.Audit;
using TradingBot.Contracts;
using TradingBot.Storage.Audit;

namespace TradingBot.Api.Access;

/// <summary>
/// Gathers requests that were refused for want of a key, a role or a trusted origin, and audits them together every few seconds:
/// a row for each would let anybody fill the audit log.
/// </summary>
internal sealed class DeniedRequests(AuditTrail audit, TimeProvider time) : BackgroundService
{
    private const int PathsMax = 20;
    private const int CallersMax = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _paths = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _callers = new(StringComparer.Ordinal);
    private long _count;
    private string _correlationId = "";

    internal sealed record Details(long Count, IReadOnlyDictionary<string, long> Paths, IReadOnlyList<string>? Callers = null);

    public void Count(HttpContext context)
    {
        string path = $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no endpoint)"}";
        lock (_lock)
        {
            // The first one names the row; it leads to the log, where each is told.
            if (_count++ == 0) _correlationId = context.CorrelationId();
            if (_callers.Count < CallersMax) _callers.Add(context.User.Identity?.Name ?? "nobody");
            if (_paths.Count < PathsMax || _paths.ContainsKey(path)) _paths[path] = _paths.GetValueOrDefault(path) + 1;
        }
    }

    /// <summary>Refused requests since a time, those not yet audited included.</summary>
    public async Task<long> CountAsync(AuditLog log, DateTimeOffset from, CancellationToken cancellation)
    {
        long count;
        lock (_lock) count = _count;
        // At one row per 5 s a day has up to 17,280 of them; read in portions.
        long? before = null;
        while (true)
        {
            IReadOnlyList<AuditRecord> rows = await log.ReadAsync(AuditEventNames.AccessDenied, from, before, 1_000, cancellation);
            count += rows.Sum(row => JsonSerializer.Deserialize<Details>(row.Details, ContractsJson.Options)?.Count ?? 0);
            if (rows.Count < 1_000) return count;
            before = rows[^1].Sequence;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Flush();
        }
    }

    /// <summary>Hands what was gathered to the audit trail.</summary>
    internal void Flush()
    {
        Details gathered;
        string correlationId;
        lock (_lock)
        {
            if (_count == 0) return;
            gathered = new Details(_count, new Dictionary<string, long>(_paths), [.. _callers]);
            correlationId = _correlationId;
            _count = 0;
            _paths.Clear();
            _callers.Clear();
        }
        audit.Keep(new AuditEntry(AuditEventNames.AccessDenied, "api", correlationId, JsonSerializer.Serialize(gathered, ContractsJson.Options)));
    }
}
