using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Drives the simulation: every few milliseconds up to where the clock is, in short slices so that requests get their turn.</summary>
internal sealed partial class SimulationPump(
    Simulation simulation,
    SimulatedClock clock,
    IReadOnlyList<VenueGateway> gateways,
    SimulatorOptions options,
    FaultBoard faults,
    TimeProvider time,
    ILogger<SimulationPump> logger) : BackgroundService
{
    private const long SliceNs = 10_000_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    /// <summary>How long an unpaced simulation waits for its slowest client before that one is cut off.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Leaves the caller's thread: the rest of the host starts meanwhile.
        await Task.Yield();
        LogStarted(logger, DateTimeOffset.FromUnixTimeMilliseconds(simulation.NowMs), simulation.Source.Markets.Count);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                faults.Poll();
                if (clock.IsUnpaced)
                    await AdvanceAsFastAsReadAsync(stoppingToken);
                else
                    await AdvanceToClockAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task AdvanceToClockAsync(CancellationToken cancellation)
    {
        long target = clock.PacedNs;
        while (simulation.NowNs < target && !cancellation.IsCancellationRequested)
        {
            lock (simulation.Gate)
                simulation.AdvanceTo(Math.Min(simulation.NowNs + SliceNs, target));
        }
        await Task.Delay(Pause, time, cancellation);
    }

    /// <summary>One slice, when no client has more than half a queue before it; while nobody is connected, time stands still.</summary>
    private async Task AdvanceAsFastAsReadAsync(CancellationToken cancellation)
    {
        long waitingSince = time.GetTimestamp();
        while (clock.PacedNs == long.MaxValue && gateways.All(gateway => gateway.Connections.Count == 0) || simulation.Ended || simulation.NowNs >= clock.PacedNs)
        {
            faults.Poll();
            await Task.Delay(Pause, time, cancellation);
        }
        while (gateways.Any(gateway => gateway.Connections.Any(connection => connection.Waiting > options.SendQueueLength / 2)))
        {
            if (time.GetElapsedTime(waitingSince) > Patience)
                break;
            faults.Poll();
            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellation);
        }
        lock (simulation.Gate)
            simulation.AdvanceTo(Math.Min(simulation.NowNs + SliceNs, clock.PacedNs));
    }

    [LoggerMessage(1, LogLevel.Information, "Simulated time starts at {Start:O} with {Markets} markets")]
    private static partial void LogStarted(ILogger logger, DateTimeOffset start, int markets);
}
