using System.Diagnostics;

namespace TradingBot.LocalStack.Processes;

/// <summary>A running program that can't outlive us: it is under the watchdog's eye before its first instruction.</summary>
internal sealed class ChildProcess : IDisposable
{
    // The shell waits for "go", which is sent after the watchdog knows the process number, and then becomes the program.
    private const string Launcher = """IFS= read -r go || exit 125; log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null""";

    private readonly Process _process;

    private ChildProcess(Process process, Task<int> exited)
    {
        _process = process;
        Id = process.Id;
        Exited = exited;
    }

    public int Id { get; }

    /// <summary>Ends with the exit code; 128 plus the signal's number where a signal ended it. Never faults.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(ChildPlan plan, Watchdog watchdog)
    {
        ProcessStartInfo start = SessionLeader.StartInfo(
            "/bin/sh", ["-c", Launcher, plan.Name, plan.LogFile, plan.Program, .. plan.Arguments]);
        start.RedirectStandardInput = true;
        start.WorkingDirectory = plan.WorkingDirectory;
        foreach ((string name, string? value) in plan.Environment) start.Environment[name] = value;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        watchdog.Watch(process.Id, plan.DeathSignal);
        try
        {
            process.StandardInput.WriteLine("go");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Killed before it began; the exit code tells.
        }
        return new ChildProcess(process, AwaitExitAsync(process, watchdog));
    }

    public void Signal(int signal)
    {
        if (!Exited.IsCompleted) UnixSignal.Send(Id, signal);
    }

    /// <summary>Asks for an end, and after the given patience forces it. Returns when the process is gone.</summary>
    public async Task StopAsync(int signal, TimeSpan patience)
    {
        Signal(signal);
        // A paused process takes the signal only when it goes on.
        Signal(UnixSignal.Continue);
        if (await Task.WhenAny(Exited, Task.Delay(patience)).ConfigureAwait(false) == Exited) return;
        UnixSignal.Send(-Id, UnixSignal.Kill);
        Signal(UnixSignal.Kill);
        await Exited.ConfigureAwait(false);
    }

    public void Dispose() => _process.Dispose();

    private static async Task<int> AwaitExitAsync(Process process, Watchdog watchdog)
    {
        await process.WaitForExitAsync().ConfigureAwait(false);
        watchdog.Forget(process.Id);
        return process.ExitCode;
    }
}
