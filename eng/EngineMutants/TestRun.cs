using System.Diagnostics;

namespace TradingBot.EngineMutants;

/// <summary>What the tests said of a mutant.</summary>
internal enum Verdict
{
    /// <summary>A test failed.</summary>
    Killed,

    /// <summary>The tests did not end, as they do with a sound engine.</summary>
    TimedOut,

    /// <summary>No test noticed.</summary>
    Survived,
}

/// <summary>The engine's tests, in a folder of their own beside the spoiled engine.</summary>
internal sealed class TestRun(string folder)
{
    private const string Properties = "TradingBot.Engine.Tests.Properties.*";

    /// <summary>Runs the scenarios first, and the random sessions only where they notice nothing.</summary>
    internal async Task<Verdict> TryAsync(int mutant, TimeSpan patience, CancellationToken cancellation)
    {
        Verdict scenarios = await RunAsync(mutant, ["-class-", Properties], patience, cancellation);
        return scenarios == Verdict.Survived ? await RunAsync(mutant, ["-class", Properties], 4 * patience, cancellation) : scenarios;
    }

    private async Task<Verdict> RunAsync(int mutant, string[] which, TimeSpan patience, CancellationToken cancellation)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(folder, "TradingBot.Engine.Tests.dll"), .. which, "-stopOnFail", "-noLogo", "-noColor"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[SpoiledEngine.Variable] = $"{mutant}";
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation), errors = process.StandardError.ReadToEndAsync(cancellation);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return Verdict.TimedOut;
        }

        if (!(await output).Contains("TEST EXECUTION SUMMARY", StringComparison.Ordinal) && process.ExitCode is 0 or 2)
            throw new InvalidOperationException($"the tests did not run: {await output}{await errors}");
        return process.ExitCode == 0 ? Verdict.Survived : Verdict.Killed;
    }
}
