namespace TradingBot.Storage.Audit;

/// <summary>Names of audit events that several parts write or read.</summary>
public static class AuditEvents
{
    /// <summary>Something forbidden was tried and refused.</summary>
    public const string RealTradeAttempt = "REAL_TRADE_ATTEMPT";

    /// <summary>The mode flags ask for real trading; nothing is traded.</summary>
    public const string PaperTradingViolation = "PAPER_TRADING_VIOLATION";

    /// <summary>The emergency stop was pressed.</summary>
    public const string EmergencyStop = "EMERGENCY_STOP";

    /// <summary>The emergency stop was released.</summary>
    public const string EmergencyResume = "EMERGENCY_RESUME";

    /// <summary>A worker obeys a new control epoch.</summary>
    public const string ControlObeyed = "CONTROL_OBEYED";

    /// <summary>A worker started.</summary>
    public const string WorkerStarted = "WORKER_STARTED";

    /// <summary>A worker stopped in an orderly way.</summary>
    public const string WorkerStopped = "WORKER_STOPPED";
}

/// <summary>Something to be audited.</summary>
/// <param name="EventType">Such as REAL_TRADE_ATTEMPT: capitals, digits, underscores.</param>
/// <param name="Actor">Who.</param>
/// <param name="CorrelationId">Joins it to a request or command; empty where there is none.</param>
/// <param name="Details">A JSON object.</param>
public sealed record AuditEntry(string EventType, string Actor, string CorrelationId, string Details);

/// <summary>A stored audit row.</summary>
/// <param name="Sequence">Gap-free from 1.</param>
/// <param name="EventType">What.</param>
/// <param name="Actor">Who.</param>
/// <param name="CorrelationId">Joins it to a request or command.</param>
/// <param name="Details">JSON text.</param>
/// <param name="OccurredAt">When.</param>
public sealed record AuditRecord(long Sequence, string EventType, string Actor, string CorrelationId, string Details, DateTimeOffset OccurredAt);

/// <summary>Result of verifying the chain.</summary>
/// <param name="Rows">Rows read, up to the first broken one.</param>
/// <param name="FirstBroken">Number of the first row that does not verify; none where all do.</param>
/// <param name="Head">Hash of the last row, in hexadecimal digits; none where there is no row.</param>
/// <param name="Detail">For a person.</param>
public sealed record AuditVerdict(long Rows, long? FirstBroken, string? Head, string Detail)
{
    /// <summary>Whether the whole chain verifies.</summary>
    public bool IsIntact => FirstBroken is null;
}
