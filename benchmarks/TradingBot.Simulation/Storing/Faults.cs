namespace TradingBot.Simulation.Storing;

/// <summary>How often what goes wrong, drawn anew for every seed, so that some runs are calm and some are not (swarm testing).</summary>
/// <param name="LostRequests">One in so many requests never reaches the database.</param>
/// <param name="LostReplies">One in so many answers is lost: the outcome is unknown.</param>
/// <param name="SlowCommits">One in so many transactions takes seconds.</param>
/// <param name="LateArrivals">One in so many transactions reaches the database after its worker has given it up.</param>
/// <param name="LostFrames">One in so many frames of the market is lost.</param>
/// <param name="SwappedFrames">One in so many comes late, after its successors.</param>
/// <param name="RepeatedFrames">One in so many comes twice.</param>
/// <param name="Crashes">Mean seconds between kills of a worker.</param>
/// <param name="Freezes">Mean seconds between freezes of a worker.</param>
/// <param name="Disconnections">Mean seconds between losses of a worker's connection to the market.</param>
/// <param name="ControlChanges">Mean seconds between changes of what may be traded.</param>
/// <param name="SkewMs">Clocks differ by at most so much, milliseconds.</param>
internal sealed record Faults(
    int LostRequests, int LostReplies, int SlowCommits, int LateArrivals, int LostFrames, int SwappedFrames, int RepeatedFrames, double Crashes, double Freezes, double Disconnections,
    double ControlChanges, int SkewMs)
{
    private const int Never = int.MaxValue;

    /// <summary>Nothing goes wrong any more.</summary>
    public static Faults None { get; } = new(Never, Never, Never, Never, Never, Never, Never, Never, Never, Never, Never, 0);

    /// <summary>Chooses what goes wrong in a run, and how often.</summary>
    public static Faults Draw(Random random) => new(
        OneIn(random, 15, 200), OneIn(random, 15, 200), OneIn(random, 10, 100), OneIn(random, 20, 200), OneIn(random, 20, 300), OneIn(random, 20, 300), OneIn(random, 20, 300),
        OneIn(random, 4, 20), OneIn(random, 4, 20), OneIn(random, 4, 20), OneIn(random, 3, 20), random.Next(3) == 0 ? 0 : random.Next(2_000));

    // A third of the runs are without it.
    private static int OneIn(Random random, int often, int rarely) => random.Next(3) == 0 ? Never : random.Next(often, rarely);
}
