using Microsoft.Extensions.Logging;
using Npgsql;

namespace TradingBot.Storage.Audit;

/// <summary>Takes rows to the log, or to the file in which they wait where the database does not take them in time.</summary>
public sealed partial class AuditRecorder(AuditLog log, AuditSpill spill, TimeProvider time, ILogger<AuditRecorder> logger)
{
    /// <summary>Records rows. They are in the database or on the disk when this returns, and in the log once, whichever way they took.</summary>
    /// <param name="entries">In order.</param>
    /// <param name="patience">How long the database may take.</param>
    public async Task RecordAsync(IReadOnlyList<AuditEntry> entries, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(entries);
        DateTimeOffset now = time.GetUtcNow();
        AuditEntry[] stamped = [.. entries.Select(entry => entry.OccurredAt is null ? entry with { OccurredAt = now } : entry)];
        using CancellationTokenSource limit = new(patience, time);
        try
        {
            await log.AppendAsync(stamped, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsNotTaken(failure))
        {
            LogWaits(stamped.Length, spill.Location, failure.Message);
            await KeepAsync(stamped).ConfigureAwait(false);
        }
    }

    /// <summary>Puts rows into the file at once, to be appended when the database is there.</summary>
    public async Task KeepAsync(IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        try
        {
            await spill.AddAsync(entries).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The log of this process is the last place left.
            foreach (AuditEntry entry in entries) LogLost(failure.Message, entry.EventType, entry.Actor, entry.Details);
        }
    }

    /// <summary>Whether the database did not take rows, for whatever reason: they are kept all the same.</summary>
    internal static bool IsNotTaken(Exception failure) =>
        failure is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException or StorageException or OperationCanceledException or ObjectDisposedException;

    [LoggerMessage(4400, LogLevel.Warning, "{Count} audit rows wait in {Folder} for the database: {Reason}")]
    private partial void LogWaits(int count, string folder, string reason);

    [LoggerMessage(4401, LogLevel.Critical, "An audit row could not be kept ({Reason}): {EventType} by {Actor}: {Details}")]
    private partial void LogLost(string reason, string eventType, string actor, string details);
}
