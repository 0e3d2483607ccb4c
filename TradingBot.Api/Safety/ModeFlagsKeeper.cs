using System.Text.Json;
using TradingBot.Api.Errors;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;

namespace TradingBot.Api.Safety;

/// <summary>Where the Api's settings ask for real trading: audits that, and presses the emergency stop for all workers, whose own settings may say nothing of it.</summary>
internal sealed partial class ModeFlagsKeeper(ModeFlags flags, ControlStore control, AuditRecorder audit, TimeProvider time, ILogger<ModeFlagsKeeper> logger) : BackgroundService
{
    private const string Actor = "api";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (flags.Problem is not { } problem) return;
        LogAskedFor(problem);
        await audit.RecordAsync([new(AuditEvents.PaperTradingViolation, Actor, "", JsonSerializer.Serialize(new { settings = flags.Settings }))], Patience);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Once is not enough: somebody could release it with other means than this Api, which refuses.
                if (!(await control.ReadAsync(stoppingToken)).Stopped)
                {
                    ControlSnapshot stopped = await control.StopAsync($"the Api's settings ask for real trading: {string.Join(", ", flags.Settings)}", Actor, stoppingToken);
                    await audit.RecordAsync([new(AuditEvents.EmergencyStop, Actor, "", JsonSerializer.Serialize(new { reason = problem, stopped.Epoch }))], Patience);
                }
            }
            catch (Exception failure) when (failure is StorageException || FailureAnswers.IsDatabaseAway(failure))
            {
                // Without the database nothing is traded either; the next look presses it.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(6100, LogLevel.Critical, "Real trading was asked for, nothing will be traded: {Problem}")]
    private partial void LogAskedFor(string problem);
}
