using System.Text.Json;
using TradingBot.Api.Access;
using TradingBot.Contracts;
using TradingBot.Storage.Audit;

namespace TradingBot.Api.Audit;

/// <summary>
/// Writes what callers did to the audit log. What can't be written at once waits in a file on the disk: what was done must not be undone, nor refused,
/// for want of its record.
/// </summary>
internal sealed class AuditTrail(AuditRecorder recorder, AuditWriter writer)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>Records an event; waits only a moment for the database.</summary>
    /// <param name="eventType">Capitals, digits and underscores.</param>
    /// <param name="details">Written as JSON.</param>
    public Task RecordAsync(HttpContext context, string eventType, object details) =>
        recorder.RecordAsync([new(eventType, context.Actor(), context.CorrelationId(), JsonSerializer.Serialize(details, ContractsJson.Options))], Patience);

    /// <summary>Hands an entry to the background.</summary>
    public void Keep(AuditEntry entry) => writer.Add(entry);
}
