using System.Globalization;

namespace TradingBot.Simulation.Tests;

/// <summary>Workers, database, market and clocks in one thread, with everything that may go wrong: the invariants hold for every seed.</summary>
public sealed class SimulatedRunTests
{
    // Set it to look for more, as in a nightly run.
    private static readonly int Seeds = int.TryParse(Environment.GetEnvironmentVariable("TRADINGBOT_SIMULATION_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : 1_000;

    [Fact]
    public void Every_invariant_holds_for_a_thousand_seeds()
    {
        List<string> failed = [];
        SeedRange range = SeedRange.Run(from: 1, Seeds, Environment.ProcessorCount, PlantedBug.None, result => failed.Add($"seed {result.Seed}: {result.Broken[0]}"));

        Assert.True(failed.Count == 0, $"look into a seed with: dotnet run -c Release --project benchmarks/TradingBot.Simulation -- --seed SEED\n{string.Join('\n', failed)}");
        // What was run was no calm day.
        Assert.Equal(Seeds, range.Runs);
        Assert.InRange(range.Totals.Crashes, Seeds / 4, long.MaxValue);
        Assert.InRange(range.Totals.Freezes, Seeds / 4, long.MaxValue);
        Assert.InRange(range.Totals.LeaseLost, Seeds / 10, long.MaxValue);
        Assert.InRange(range.Totals.ControlMoved, Seeds / 10, long.MaxValue);
        Assert.InRange(range.Totals.Executions, Seeds * 10L, long.MaxValue);
        Assert.InRange(range.Totals.Recovered, Seeds, long.MaxValue);
    }

    [Fact]
    public void A_seed_gives_the_same_run_every_time_and_another_seed_another_one()
    {
        List<string> first = [], second = [];
        RunResult once = SimulatedRun.Of(17, trace: first.Add);
        RunResult again = SimulatedRun.Of(17, trace: second.Add);

        Assert.Equal(first, second);
        Assert.Equal((once.Digest, once.Totals), (again.Digest, again.Totals));
        Assert.NotEqual(once.Digest, SimulatedRun.Of(18).Digest);
    }

    [Theory]
    [InlineData("NoFencing", "I2")]
    [InlineData("NoRowLocks", "I1")]
    [InlineData("NoControlEpoch", "I1")]
    [InlineData("AnsweredTwice", "I2")]
    [InlineData("KeyNotUnique", "I2")]
    [InlineData("TellsBeforeCommit", "I1")]
    [InlineData("UnknownIsStored", "I1")]
    [InlineData("StaleJournal", "I6")]
    public void A_guard_that_is_switched_off_is_found_by_a_seed_and_by_the_same_seed_again(string guard, string invariant)
    {
        PlantedBug bug = Enum.Parse<PlantedBug>(guard);
        RunResult? found = Enumerable.Range(1, 200).Select(seed => SimulatedRun.Of(seed, bug)).FirstOrDefault(result => result.Broken.Any(broken => broken.StartsWith(invariant, StringComparison.Ordinal)));

        Assert.NotNull(found);
        Assert.Equal(found.Broken, SimulatedRun.Of(found.Seed, bug).Broken);
        Assert.Empty(SimulatedRun.Of(found.Seed).Broken);
    }

    [Fact]
    public void Every_guard_that_can_be_switched_off_is_proven_here() =>
        Assert.Equal(Enum.GetNames<PlantedBug>().Skip(1).Order(StringComparer.Ordinal), typeof(SimulatedRunTests).GetMethod(nameof(A_guard_that_is_switched_off_is_found_by_a_seed_and_by_the_same_seed_again))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(row => (string)row.Data[0]!).Order(StringComparer.Ordinal));
}
