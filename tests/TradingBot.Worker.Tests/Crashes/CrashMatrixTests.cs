using System.Diagnostics;
using System.Globalization;
using TradingBot.Storage.Crashes;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>A worker is killed by SIGKILL at every named step of an order's way, under load; after each kill every law is checked. Some dozens always, a thousand by scripts/crash-matrix.sh.</summary>
public sealed class CrashMatrixTests(ServerFixture servers)
{
    private const string KillsVariable = "TRADINGBOT_CRASH_KILLS";
    private const string SeedVariable = "TRADINGBOT_CRASH_SEED";
    private const string ReportVariable = "TRADINGBOT_CRASH_REPORT";
    private const int Lanes = 3;
    private const int KillsPerDatabase = 60;

    private static readonly CrashPoint[] Points = [.. Enum.GetValues<CrashPoint>().Where(point => point is not (CrashPoint.MigrationApplied or CrashPoint.MigrationCommitted))];

    [Fact]
    public async Task A_worker_killed_at_any_step_of_an_orders_way_loses_nothing_and_doubles_nothing()
    {
        string report = await RunAsync(kills: Points.Length * 3, seed: 1);
        TestContext.Current.SendDiagnosticMessage(report);
    }

    [Fact(Explicit = true)]
    public async Task A_worker_killed_many_times_at_any_step_loses_nothing_and_doubles_nothing()
    {
        Assert.True(int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) && kills > 0,
            $"{KillsVariable} must say how many kills; scripts/crash-matrix.sh sets it");
        int seed = int.Parse(Environment.GetEnvironmentVariable(SeedVariable) ?? "1", CultureInfo.InvariantCulture);
        string report = await RunAsync(kills, seed);
        if (Environment.GetEnvironmentVariable(ReportVariable) is { Length: > 0 } path) await File.AppendAllLinesAsync(path, [report], TestContext.Current.CancellationToken);
    }

    private async Task<string> RunAsync(int kills, int seed)
    {
        _ = servers.Postgres; // Skips where there is none.
        Stopwatch elapsed = Stopwatch.StartNew();
        Kill[] plan = Plan(kills, seed);
        List<TimeSpan> recoveries = [];
        List<int> depths = [];
        int done = 0, answered = 0;
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async number =>
        {
            foreach (Kill[] some in plan.Where((_, index) => index % Lanes == number).Chunk(KillsPerDatabase))
            {
                await using CrashLane lane = await CrashLane.StartAsync(servers, HashCode.Combine(seed, number));
                foreach (Kill kill in some) await lane.KillAsync(kill);
                await lane.FinishAsync();
                lock (recoveries)
                {
                    recoveries.AddRange(lane.Recoveries);
                    depths.AddRange(lane.QueueDepths);
                    done += lane.Kills;
                    answered += lane.Answered;
                }
            }
        }));
        Assert.Equal(kills, done);
        recoveries.Sort();
        depths.Sort();
        Assert.InRange(depths[depths.Count / 2], 0, 99);
        Assert.InRange(recoveries[^1].TotalSeconds, 0, 150); // 30 s; five times that.
        return string.Create(CultureInfo.InvariantCulture,
            $"{done} kills at {Points.Length} points, seed {seed}, in {elapsed.Elapsed.TotalSeconds:0} s: {answered} answered commands, none lost, none doubled, every law held after every kill; from process start to the first answer p50 {recoveries[recoveries.Count / 2].TotalSeconds:0.0} s, max {recoveries[^1].TotalSeconds:0.0} s ({recoveries.Count} restarts under load); inputs that waited p50 {depths[depths.Count / 2]}, max {depths[^1]}");
    }

    // Each point as often as the others; at which of its passes the worker dies comes from the seed.
    private static Kill[] Plan(int kills, int seed)
    {
        Random random = new(seed);
        Kill[] plan = [.. Enumerable.Range(0, kills).Select(number => Points[number % Points.Length]).Select(point => new Kill(point, point switch
        {
            CrashPoint.LeaseTaken or CrashPoint.AccountsRestored => 1, // Passed once, at start.
            CrashPoint.SnapshotTaken or CrashPoint.SnapshotInserted or CrashPoint.SnapshotStored => random.Next(1, 6), // Four accounts, every 25 events.
            CrashPoint.LeaseRenewing or CrashPoint.LeaseRenewed => random.Next(1, 3), // Every other second.
            _ => random.Next(1, 40),
        }))];
        random.Shuffle(plan);
        return plan;
    }
}
