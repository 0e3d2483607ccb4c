using TradingBot.Api.Errors;
using TradingBot.Storage;
using TradingBot.Storage.Control;

namespace TradingBot.Api.Emergency;

/// <summary>Stores a stop that was latched while the database was down as soon as it is back, so that it holds on every machine and survives the file.</summary>
internal sealed partial class LatchKeeper(ControlStore control, StopLatch latch, TimeProvider time, ILogger<LatchKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (latch.IsSet && !(await control.ReadAsync(stoppingToken)).Stopped && latch.IsSet)
                {
                    ControlSnapshot stopped = await control.StopAsync($"latched: {latch.ReadReason()}", "latch", stoppingToken);
                    LogStored(stopped.Epoch);
                }
            }
            catch (Exception failure) when (failure is StorageException || FailureAnswers.IsDatabaseAway(failure))
            {
                // The latch holds meanwhile; the next look stores it.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(3033, LogLevel.Critical, "The latched emergency stop is stored as control epoch {Epoch}.")]
    private partial void LogStored(long epoch);
}
