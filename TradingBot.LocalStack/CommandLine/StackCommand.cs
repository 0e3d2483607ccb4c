using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TradingBot.LocalStack.Stack;

namespace TradingBot.LocalStack.CommandLine;

/// <summary>The local stack as a command: starts it, waits for Ctrl-C or SIGTERM, stops it.</summary>
public static class StackCommand
{
    private const int Succeeded = 0;
    private const int CouldNotStart = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs until it is told to stop.</summary>
    /// <returns>0 after an orderly stop, 1 where the system could not start, 2 for a wrong command line.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        StackArguments parsed = StackArguments.Parse(arguments);
        if (parsed.Help)
        {
            await output.WriteLineAsync(StackArguments.Usage).ConfigureAwait(false);
            return Succeeded;
        }
        if (parsed.Problem is { } problem)
        {
            await errors.WriteLineAsync(problem).ConfigureAwait(false);
            return WrongUsage;
        }
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = StopOn(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration terminate = StopOn(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration hangUp = StopOn(PosixSignal.SIGHUP, stop);
        try
        {
            return await RunUntilStoppedAsync(parsed.Options, output, stop.Token).ConfigureAwait(false);
        }
        catch (LocalStackException failure)
        {
            await errors.WriteLineAsync(failure.Message).ConfigureAwait(false);
            return CouldNotStart;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The system could not be kept running: {failure.Message}").ConfigureAwait(false);
            return CouldNotStart;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped before everything had started.").ConfigureAwait(false);
            return Succeeded;
        }
    }

    private static async Task<int> RunUntilStoppedAsync(LocalStackOptions options, TextWriter output, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        // Scripts look for the addresses in the clone, wherever the data are.
        LocalStackOptions published = options with { PublishedEndpointFiles = [Path.Combine(WorkingCopy.Find().Artifacts, "endpoints.json")] };
        LocalSystem system = await LocalSystem.StartAsync(published, output, stop).ConfigureAwait(false);
        await using (system.ConfigureAwait(false))
        {
            await output.WriteLineAsync($"Healthy after {Seconds(clock)} s. Open {system.Endpoints["web"].Url} in a browser; Ctrl-C stops everything.").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await output.WriteLineAsync("Stopping …").ConfigureAwait(false);
            clock.Restart();
        }
        await output.WriteLineAsync($"Stopped in {Seconds(clock)} s.").ConfigureAwait(false);
        return Succeeded;
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });

    private static string Seconds(Stopwatch clock) => clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
