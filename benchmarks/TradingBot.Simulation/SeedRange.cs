namespace TradingBot.Simulation;

/// <summary>Many seeds, each in a thread of its own for as long as it runs.</summary>
/// <param name="Runs">How many were run.</param>
/// <param name="Failed">How many broke an invariant.</param>
/// <param name="Totals">What happened in all of them.</param>
internal sealed record SeedRange(int Runs, int Failed, RunTotals Totals)
{
    /// <summary>Runs seeds.</summary>
    /// <param name="from">The first.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="threads">How many at a time.</param>
    /// <param name="bug">A guard to switch off.</param>
    /// <param name="failed">Is told each that breaks an invariant.</param>
    public static SeedRange Run(int from, int seeds, int threads, PlantedBug bug, Action<RunResult> failed)
    {
        Lock together = new();
        RunTotals totals = default;
        int broken = 0;
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = threads }, at =>
        {
            RunResult result = SimulatedRun.Of(from + at, bug);
            lock (together)
            {
                totals += result.Totals;
                if (result.Holds) return;
                broken++;
                failed(result);
            }
        });
        return new(seeds, broken, totals);
    }
}
