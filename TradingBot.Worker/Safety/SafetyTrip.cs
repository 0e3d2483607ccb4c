using System.Text.Json;
using Npgsql;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;
using TradingBot.Storage.Safety;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Safety;

/// <summary>
/// Presses the emergency stop for a safety layer that does not hold: every worker stops, and only a person with a reason lets it go on. Where the database
/// does not take the stop, the latch file holds this machine.
/// </summary>
internal sealed partial class SafetyTrip(ControlStore control, StopLatch latch, AuditWriter audit, WorkerIdentity worker, TimeProvider time, ILogger<SafetyTrip> logger)
{
    // This worker pauses already; the latch is for a database that is away, not for a busy one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <returns>The control epoch of the stop; none where only the file holds it.</returns>
    public async Task<long?> PressAsync(SafetyProof failed)
    {
        string reason = $"safety layer {failed.Layer} does not hold: {failed.Evidence}";
        if (reason.Length > 500) reason = reason[..500];
        LogTripped(failed.Layer, failed.Evidence);
        audit.Add(Entry(AuditEvents.PaperTradingViolation, new { layer = failed.Layer, evidence = failed.Evidence }));
        long? epoch = await StopAsync(reason);
        audit.Add(Entry(AuditEvents.EmergencyStop, new { reason, epoch, latched = epoch is null }));
        return epoch;
    }

    private async Task<long?> StopAsync(string reason)
    {
        using CancellationTokenSource patience = new(Patience, time);
        try
        {
            return (await control.StopAsync(reason, worker.Id, patience.Token)).Epoch;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or StorageException or OperationCanceledException)
        {
            LogNotStored(failure.Message);
        }
        try
        {
            latch.Set($"{time.GetUtcNow():O} {worker.Id}: {reason}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // This worker pauses all the same, as long as the layer does not hold.
            LogNotLatched(latch.Location, failure.Message);
        }
        return null;
    }

    private AuditEntry Entry(string eventType, object details) => new(eventType, worker.Id, "", JsonSerializer.Serialize(details));

    [LoggerMessage(4410, LogLevel.Critical, "EMERGENCY STOP: the safety layer {Layer} does not hold: {Evidence}")]
    private partial void LogTripped(string layer, string evidence);

    [LoggerMessage(4411, LogLevel.Error, "The database does not take the emergency stop, it is latched on this machine: {Reason}")]
    private partial void LogNotStored(string reason);

    [LoggerMessage(4412, LogLevel.Critical, "The latch file {Path} can't be written: {Reason}")]
    private partial void LogNotLatched(string path, string reason);
}
