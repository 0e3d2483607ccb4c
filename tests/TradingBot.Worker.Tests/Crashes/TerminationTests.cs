namespace TradingBot.Worker.Tests.Crashes;

/// <summary>A worker that is asked to end while orders come finishes what it has begun.</summary>
public sealed class TerminationTests(ServerFixture servers)
{
    [Fact]
    public async Task A_worker_that_is_told_to_end_under_load_ends_in_an_orderly_way_and_every_law_holds()
    {
        _ = servers.Postgres; // Skips where there is none.
        await using CrashLane lane = await CrashLane.StartAsync(servers, seed: 7);
        for (int turn = 0; turn < 3; turn++) await lane.TerminateAsync(answersBefore: 30);
        await lane.FinishAsync();
    }
}
