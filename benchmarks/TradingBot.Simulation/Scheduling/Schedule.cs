namespace TradingBot.Simulation.Scheduling;

/// <summary>The one clock and the one order of everything in a simulated run: what is due next happens next, and chance comes from the seed.</summary>
internal sealed class Schedule(int seed)
{
    /// <summary>When every run begins, nanoseconds since the Unix epoch.</summary>
    public const long StartNs = 1_700_000_000_000_000_000;

    private readonly PriorityQueue<Action, (long AtNs, long Order)> _due = new();
    private long _order;

    /// <summary>Now, nanoseconds since the Unix epoch.</summary>
    public long NowNs { get; private set; } = StartNs;

    /// <summary>All chance of the run.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>What happened, where it is wanted: a failing seed is looked into with it.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Nanoseconds of so many milliseconds.</summary>
    public static long Ms(double milliseconds) => (long)(milliseconds * 1_000_000);

    /// <summary>Does something after a while.</summary>
    public void After(long delayNs, Action action) => _due.Enqueue(action, (NowNs + Math.Max(0, delayNs), ++_order));

    /// <summary>Does something again and again, beginning after one interval.</summary>
    public void Every(long intervalNs, Action action) => After(intervalNs, () =>
    {
        action();
        Every(intervalNs, action);
    });

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Random.Next(times) == 0;

    /// <summary>A while between two bounds, in nanoseconds, given in milliseconds.</summary>
    public long Between(double fromMs, double toMs) => Ms(fromMs + Random.NextDouble() * (toMs - fromMs));

    /// <summary>Says what happens.</summary>
    public void Say(string line) => Trace?.Invoke($"{(NowNs - StartNs) / 1_000_000.0,10:0.000} {line}");

    /// <summary>Lets time pass.</summary>
    public void RunUntil(long endNs)
    {
        while (_due.TryPeek(out _, out (long AtNs, long) next) && next.AtNs <= endNs)
        {
            Action action = _due.Dequeue();
            NowNs = next.AtNs;
            action();
        }
        NowNs = endNs;
    }
}
