using System.Buffers;
using System.Text;
using System.Text.Json;

namespace TradingBot.Storage.Audit;

/// <summary>Names of audit events that several parts write or read.</summary>
public static class AuditEvents
{
    /// <summary>This process tried something forbidden, and was refused.</summary>
    public const string RealTradeAttempt = "REAL_TRADE_ATTEMPT";

    /// <summary>An exchange's server could not prove who it is, its name led into a private network, or the address that it named is none of its own; nothing was sent there.</summary>
    public const string EgressSuspicion = "EGRESS_SUSPICION";

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

    /// <summary>The venue said that the optional key may only read.</summary>
    public const string ExchangeKeyAccepted = "EXCHANGE_KEY_ACCEPTED";

    /// <summary>The optional key is not used any more, or never was.</summary>
    public const string ExchangeKeyDiscarded = "EXCHANGE_KEY_DISCARDED";

    /// <summary>Lines of the file in which rows wait for the database were torn or changed; they are lost, and this says so.</summary>
    public const string SpillDamaged = "AUDIT_SPILL_DAMAGED";

    /// <summary>The chain does not verify, or rows are gone that had been exported.</summary>
    public const string ChainBroken = "AUDIT_CHAIN_BROKEN";
}

/// <summary>Something to be audited.</summary>
/// <param name="EventType">Such as REAL_TRADE_ATTEMPT: capitals, digits, underscores.</param>
/// <param name="Actor">Who.</param>
/// <param name="CorrelationId">Joins it to a request or command; empty where there is none.</param>
/// <param name="Details">A JSON object.</param>
public sealed record AuditEntry(string EventType, string Actor, string CorrelationId, string Details)
{
    /// <summary>Names the event whatever way it takes to the log, so that it is stored once.</summary>
    public Guid EventId { get; init; } = Guid.CreateVersion7();

    /// <summary>When it happened; none: when it is appended.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The same entry in words that the database takes: it knows no zero character, and one bad row must not keep those behind it waiting for ever.</summary>
    /// <exception cref="ArgumentException">The event type is not capitals, digits and underscores.</exception>
    internal AuditEntry Storable()
    {
        if (EventType is not [>= 'A' and <= 'Z', ..] || EventType.AsSpan().ContainsAnyExcept(EventTypeLetters))
            throw new ArgumentException($"The event type '{EventType}' should be capitals, digits and underscores, such as CONFIG_CHANGE.");
        return this with { Actor = Plain(Actor), CorrelationId = Plain(CorrelationId), Details = PlainJson(Details) };
    }

    private static readonly SearchValues<char> EventTypeLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static string Plain(string text) => text.Replace('\0', '\uFFFD');

    private static string PlainJson(string json)
    {
        string plain = Plain(json).Replace("\\u0000", "\\uFFFD", StringComparison.Ordinal);
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(plain);
            return plain;
        }
        catch (JsonException)
        {
            return $$"""{"unreadable": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}"}""";
        }
    }
}

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

/// <summary>A verification of the chain.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="EndedAt">When.</param>
public sealed record AuditVerified(AuditVerdict Verdict, DateTimeOffset EndedAt);
