using TradingBot.Engine;

namespace TradingBot.Worker.Trading;

/// <summary>The one task that runs the trading loop: gives it its turns, and waits between them for whatever comes first.</summary>
internal sealed partial class TradingRunner(
    TradingLoop loop, TradingInputs inputs, WarmStart warmStart, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<TradingRunner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            loop.Begin(await warmStart.LoadAsync(stoppingToken), stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await loop.TurnAsync();
                if (inputs.MarketReader.Count == 0 && inputs.HostReader.Count == 0) await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (InvariantViolationException broken)
        {
            // Nothing that the engine would say from here on can be trusted: end, and be started again from the journal.
            LogBroken(broken);
            Environment.ExitCode = 2;
            lifetime.StopApplication();
            return;
        }
        await loop.FinishAsync();
    }

    // Whatever comes first: something to process, the end of the transaction or of the loading, or the next tick.
    private async Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan untilTick = time.GetElapsedTime(time.GetTimestamp(), loop.TickAt);
        if (untilTick <= TimeSpan.Zero) return;
        using CancellationTokenSource awake = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> events = [inputs.HostReader.WaitToReadAsync(awake.Token).AsTask(), inputs.MarketReader.WaitToReadAsync(awake.Token).AsTask(), Task.Delay(untilTick, time, awake.Token)];
        events.AddRange(loop.UnderWay);
        await Task.WhenAny(events);
        await awake.CancelAsync();
        // The channel allows one reader at a time: both waits must have ended before the next turn reads.
        await Task.WhenAll(events[0], events[1]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(3103, LogLevel.Critical, "The engine is broken and will be started again from the journal")]
    private partial void LogBroken(Exception broken);
}
