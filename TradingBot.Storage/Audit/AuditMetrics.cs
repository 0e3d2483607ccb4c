using System.Diagnostics.Metrics;
using System.Globalization;

namespace TradingBot.Storage.Audit;

/// <summary>Metrics of the audit log, meter <c>TradingBot.Audit</c>: the chain's head stands in the monitoring too, out of reach of who can write the database.</summary>
public sealed class AuditMetrics : IDisposable
{
    // A double holds 53 bits exactly.
    private const int DigestDigits = 12;

    private readonly Meter _meter;
    private AuditHead? _head;

    /// <summary>Creates the meter.</summary>
    public AuditMetrics(AuditSpill spill, IMeterFactory? factory = null)
    {
        _meter = factory?.Create("TradingBot.Audit") ?? new Meter("TradingBot.Audit");
        _meter.CreateObservableGauge("audit_chain_head_sequence", () => Head(head => head.Sequence), description: "Number of the audit log's last row, looked at every minute.");
        _meter.CreateObservableGauge("audit_chain_head_digest", () => Head(head => long.Parse(head.Hash.AsSpan(0, DigestDigits), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
            description: "The first 48 bits of that row's hash, as a number.");
        _meter.CreateObservableGauge("audit_chain_head_timestamp", () => Head(head => head.ExportedAt.ToUnixTimeSeconds()), "s", "When the head was last looked at, Unix time.");
        _meter.CreateObservableGauge("audit_chain_intact", () => IsIntact ? 1 : 0, description: "1 while the chain verifies and no exported row is gone.");
        _meter.CreateObservableGauge("audit_waiting", () => spill.Bytes, "By", "Audit rows that wait in a file for the database.");
    }

    /// <summary>Whether the last verification found the chain whole.</summary>
    public bool IsIntact { get; set; } = true;

    internal bool HasHead => Volatile.Read(ref _head) is not null;

    internal void Exported(AuditHead head) => Volatile.Write(ref _head, head);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Head(Func<AuditHead, long> value) => Volatile.Read(ref _head) is { } head ? [new(value(head))] : [];
}
