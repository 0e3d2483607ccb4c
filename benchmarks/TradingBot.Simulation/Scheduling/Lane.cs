namespace TradingBot.Simulation.Scheduling;

/// <summary>One process: what runs in it runs one after the other. Frozen it runs nothing, and what came meanwhile runs when it wakes up; killed it never runs again.</summary>
internal sealed class Lane(Schedule schedule) : SynchronizationContext
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Queue<(SendOrPostCallback Callback, object? State, bool IsCompletion)> _waiting = new();
    private bool _isDraining;
    private bool _isDrainDue;

    /// <summary>Whether the process is gone.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Whether the process is stopped where it stands.</summary>
    public bool IsFrozen { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => Add(d, state, isCompletion: false);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("nothing waits in a simulated process");

    /// <summary>Runs something in the process, as soon as it is its turn.</summary>
    public void Run(Action action) => Add(static action => ((Action)action!)(), action, isCompletion: false);

    /// <summary>Runs something in the process after a while.</summary>
    public void RunAfter(long delayNs, Action action) => schedule.After(delayNs, () => Run(action));

    /// <summary>Completes what the process waits for.</summary>
    /// <remarks>Without the context: with one, what does not ask for its context would go on in a thread of the pool, and the order would not be the seed's.</remarks>
    public void Complete(Action action) => Add(static action => ((Action)action!)(), action, isCompletion: true);

    /// <summary>Completes what the process waits for after a while.</summary>
    public void CompleteAfter(long delayNs, Action action) => schedule.After(delayNs, () => Complete(action));

    /// <summary>Watches a task of the process: what it throws ends the run.</summary>
    public static async void Observe(Task task) => await task;

    public void Kill()
    {
        IsKilled = true;
        _waiting.Clear();
    }

    public void Freeze() => IsFrozen = true;

    public void Wake()
    {
        IsFrozen = false;
        if (_waiting.Count > 0 && !_isDrainDue) schedule.After(0, Drain);
    }

    private void Add(SendOrPostCallback callback, object? state, bool isCompletion)
    {
        if (Environment.CurrentManagedThreadId != _thread) throw new InvalidOperationException("something of a simulated process went on in another thread: the run is not the seed's any more");
        if (IsKilled) return;
        _waiting.Enqueue((callback, state, isCompletion));
        if (_isDraining || _isDrainDue) return;
        _isDrainDue = true;
        schedule.After(0, Drain);
    }

    private void Drain()
    {
        _isDrainDue = false;
        if (IsKilled || IsFrozen || _isDraining) return;
        SynchronizationContext? before = Current;
        _isDraining = true;
        try
        {
            while (!IsKilled && !IsFrozen && _waiting.TryDequeue(out (SendOrPostCallback Callback, object? State, bool IsCompletion) next))
            {
                SetSynchronizationContext(next.IsCompletion ? null : this);
                next.Callback(next.State);
            }
        }
        finally
        {
            _isDraining = false;
            SetSynchronizationContext(before);
        }
    }
}
