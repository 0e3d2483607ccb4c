using System.Globalization;
using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Supervision;

/// <summary>Keeps one service running: starts it, waits for its health, starts it again when its process ends unasked.</summary>
internal sealed class SupervisedService(ServiceDefinition definition, Watchdog watchdog, TimeProvider time, Action<string> say, Action changed) : IDisposable
{
    private const int FirstCrashesMax = 3;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private CancellationTokenSource _stopping = new();
    private TaskCompletionSource _healthy = NewSignal();
    private ChildProcess? _child;
    private Task _supervision = Task.CompletedTask;
    private bool _everHealthy;

    public ServiceDefinition Definition => definition;

    public ServiceState State { get; private set; } = ServiceState.Stopped;

    /// <summary>Null between two processes.</summary>
    public int? ProcessId { get; private set; }

    /// <summary>Starts supervision; a service that is supervised already is left as it is.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (!_supervision.IsCompleted) return;
            _stopping.Dispose();
            _stopping = new CancellationTokenSource();
            if (_healthy.Task.IsCompleted) _healthy = NewSignal();
            _supervision = SuperviseAsync(_stopping.Token);
        }
    }

    /// <summary>Waits until the service is healthy.</summary>
    /// <exception cref="LocalStackException">It crashed repeatedly, or took too long; the message has the end of its log.</exception>
    public async Task WaitForHealthyAsync(CancellationToken cancellation)
    {
        Task healthy;
        lock (_gate) healthy = _healthy.Task;
        try
        {
            await healthy.WaitAsync(definition.StartPatience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw NotHealthy($"did not become healthy within {definition.StartPatience.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
        }
    }

    /// <summary>Sends a signal to the running process. One that is going to end it unsettles the state at once.</summary>
    public void Signal(int signal, bool ends)
    {
        lock (_gate)
        {
            if (_child is not { } child) return;
            if (ends) Enter(ServiceState.Restarting, child.Id);
            child.Signal(signal);
        }
    }

    /// <summary>Ends supervision and the process.</summary>
    /// <param name="signal">The signal to ask with; null: the service's own.</param>
    public async Task StopAsync(TimeSpan patience, int? signal = null)
    {
        ChildProcess? child;
        lock (_gate)
        {
            _stopping.Cancel();
            child = _child;
        }
        if (child is not null) await child.StopAsync(signal ?? definition.Plan.StopSignal, patience).ConfigureAwait(false);
        await _supervision.ConfigureAwait(false);
        lock (_gate) Enter(ServiceState.Stopped, null);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task SuperviseAsync(CancellationToken stopping)
    {
        // Off the caller's thread and lock.
        await Task.Yield();
        for (int crashes = 1; !stopping.IsCancellationRequested; crashes++)
        {
            long started = time.GetTimestamp();
            int exitCode = await RunOnceAsync(stopping).ConfigureAwait(false);
            if (stopping.IsCancellationRequested) return;
            if (time.GetElapsedTime(started) >= RestartPause.Steady) crashes = 1;
            if (!_everHealthy && crashes >= FirstCrashesMax)
            {
                Fail($"ended {FirstCrashesMax} times before it was healthy, the last time with exit code {exitCode}");
                return;
            }
            TimeSpan pause = RestartPause.After(crashes);
            say($"{definition.Name} ended with exit code {exitCode}; starting it again in {pause.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture)} s (log: {definition.Plan.LogFile})");
            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> RunOnceAsync(CancellationToken stopping)
    {
        ChildProcess child;
        lock (_gate)
        {
            if (stopping.IsCancellationRequested) return 0;
            child = ChildProcess.Start(definition.Plan, watchdog);
            _child = child;
            Enter(ServiceState.Starting, child.Id);
        }
        using (child)
        {
            await WatchReadinessAsync(child, stopping).ConfigureAwait(false);
            int exitCode = await child.Exited.ConfigureAwait(false);
            lock (_gate)
            {
                _child = null;
                Enter(ServiceState.Restarting, null);
            }
            return exitCode;
        }
    }

    private async Task WatchReadinessAsync(ChildProcess child, CancellationToken stopping)
    {
        while (!child.Exited.IsCompleted && !stopping.IsCancellationRequested)
        {
            bool ready = false;
            try
            {
                ready = await definition.IsReady(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            if (ready)
            {
                lock (_gate)
                {
                    // A signal that ends the process may have come while we asked.
                    if (State == ServiceState.Starting) Enter(ServiceState.Healthy, child.Id);
                }
                return;
            }
            await Task.WhenAny(child.Exited, Task.Delay(ProbeInterval, time, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private void Fail(string what)
    {
        lock (_gate)
        {
            Enter(ServiceState.Failed, null);
            _healthy.TrySetException(NotHealthy(what));
            // The exception is for those who wait; that nobody may be waiting is no error.
            _ = _healthy.Task.Exception;
        }
    }

    private LocalStackException NotHealthy(string what) =>
        new($"{definition.Name} {what}. The end of {definition.Plan.LogFile}:{Environment.NewLine}{LogTail.Read(definition.Plan.LogFile)}");

    private void Enter(ServiceState state, int? processId)
    {
        if (State == ServiceState.Healthy && state != ServiceState.Healthy) _healthy = NewSignal();
        State = state;
        ProcessId = processId;
        if (state == ServiceState.Healthy)
        {
            _everHealthy = true;
            _healthy.TrySetResult();
        }
        changed();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
