using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Errors;
using TradingBot.Contracts.Operations;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;

namespace TradingBot.Api.Emergency;

/// <summary>
/// Stops all trading: bumps the control epoch, after which no journal transaction commits, and waits for the workers' word.
/// Where the database does not take it in time, latches the file that every process of this machine obeys.
/// </summary>
internal sealed partial class EmergencyStop(ControlStore control, StopLatch latch, AuditTrail audit, TimeProvider time, ILogger<EmergencyStop> logger)
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromMilliseconds(600);

    // The answer is due after a second; this leaves the rest of it for the audit row and the way back.
    private static readonly TimeSpan AcknowledgementsDue = TimeSpan.FromMilliseconds(900);

    public async Task<StopTradingResponse> StopAsync(HttpContext context, string reason)
    {
        long started = time.GetTimestamp();
        StopTradingResponse response;
        try
        {
            response = await StopInDatabaseAsync(reason, context.Actor(), started);
        }
        catch (Exception failure) when (failure is OperationCanceledException or StorageException || FailureAnswers.IsDatabaseAway(failure))
        {
            LogDatabaseAway(failure.Message);
            response = Latch(reason, context.Actor(), started);
        }
        LogStopped(context.Actor(), reason, response.Workers.Count(worker => worker.Acknowledged), response.Workers.Count, response.ElapsedMs);
        await audit.RecordAsync(context, AuditEvents.EmergencyStop, new { reason, response.Epoch, response.CancelledOrders, response.ElapsedMs, latched = response.Epoch is null });
        return response with { ElapsedMs = ElapsedMs(started) };
    }

    private async Task<StopTradingResponse> StopInDatabaseAsync(string reason, string actor, long started)
    {
        ControlSnapshot stopped;
        using (var patience = new CancellationTokenSource(DatabasePatience, time)) stopped = await control.StopAsync(reason, actor, patience.Token);
        IReadOnlyList<ControlAcknowledgement> said = await AcknowledgementsAsync(stopped.Epoch, AcknowledgementsDue - time.GetElapsedTime(started));
        WorkerAcknowledgement[] workers = [.. said.Select(worker => new WorkerAcknowledgement(worker.WorkerId, worker.Acknowledged, (long?)worker.ElapsedMs))];
        string detail = workers switch
        {
            [] => "Trading is stopped. No worker is running.",
            _ when Array.TrueForAll(workers, worker => worker.Acknowledged) => "Trading is stopped; every worker has acknowledged.",
            _ => "Trading is stopped: nothing more is committed. Workers that have not acknowledged do so when they next look; until then their orders stay listed as open.",
        };
        return new StopTradingResponse(true, ElapsedMs(started), said.Sum(worker => worker.CancelledOrders), workers, stopped.Epoch, detail);
    }

    // The stop stands already: that nobody can be asked who has heard of it must not undo the answer.
    private async Task<IReadOnlyList<ControlAcknowledgement>> AcknowledgementsAsync(long epoch, TimeSpan atMost)
    {
        if (atMost <= TimeSpan.Zero) return [];
        using var patience = new CancellationTokenSource(atMost + TimeSpan.FromMilliseconds(50), time);
        try
        {
            return await control.WaitForAcknowledgementsAsync(epoch, atMost, patience.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException || FailureAnswers.IsDatabaseAway(failure))
        {
            LogDatabaseAway(failure.Message);
            return [];
        }
    }

    private StopTradingResponse Latch(string reason, string actor, long started)
    {
        try
        {
            latch.Set($"{time.GetUtcNow():O} {actor}: {reason}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogNotLatched(latch.Location, failure.Message);
            return new StopTradingResponse(false, ElapsedMs(started), 0, [], null,
                $"NOT STOPPED: the database does not answer and the latch file {latch.Location} can't be written. Stop the workers by hand.");
        }
        return new StopTradingResponse(true, ElapsedMs(started), 0, [], null,
            $"The database does not answer. Trading is stopped by the latch file {latch.Location}, which every process of this machine obeys; the stop is stored when the database is back.");
    }

    private long ElapsedMs(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    [LoggerMessage(3030, LogLevel.Critical, "EMERGENCY STOP by {Actor}: {Reason} ({Acknowledged} of {Workers} workers acknowledged, {ElapsedMs} ms)")]
    private partial void LogStopped(string actor, string reason, int acknowledged, int workers, long elapsedMs);

    [LoggerMessage(3031, LogLevel.Error, "The database does not take part in the emergency stop: {Problem}")]
    private partial void LogDatabaseAway(string problem);

    [LoggerMessage(3032, LogLevel.Critical, "The latch file {Path} can't be written: {Problem}")]
    private partial void LogNotLatched(string path, string problem);
}
