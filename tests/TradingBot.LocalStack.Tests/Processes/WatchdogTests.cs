using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Tests.Processes;

public sealed class WatchdogTests
{
    [Fact]
    public async Task When_the_owner_dies_its_processes_end_and_its_paths_are_removed()
    {
        using TestFolder folder = new();
        Watchdog watchdog = Watchdog.Start();
        string removed = Directory.CreateDirectory(Path.Combine(folder.Path, "to be removed")).FullName;
        using ChildProcess killed = Sleeper(folder, watchdog, "KILL");
        using ChildProcess asked = Sleeper(folder, watchdog, "QUIT");
        watchdog.RemoveOnDeath(removed);

        await watchdog.AbandonAsync(TestContext.Current.CancellationToken);

        Assert.Equal(128 + UnixSignal.Kill, await killed.Exited);
        Assert.Equal(128 + UnixSignal.Quit, await asked.Exited);
        Assert.False(Directory.Exists(removed));
    }

    [Fact]
    public async Task After_a_farewell_what_it_watched_lives_on()
    {
        using TestFolder folder = new();
        Watchdog watchdog = Watchdog.Start();
        using ChildProcess child = Sleeper(folder, watchdog, "KILL");
        watchdog.RemoveOnDeath(folder.Path);

        await watchdog.DisposeAsync();

        Assert.False(child.Exited.IsCompleted);
        Assert.True(Directory.Exists(folder.Path));
        await child.StopAsync(UnixSignal.Terminate, TimeSpan.FromSeconds(10));
        Assert.Equal(128 + UnixSignal.Terminate, await child.Exited);
    }

    [Fact]
    public async Task A_process_that_was_forgotten_is_left_alone()
    {
        using TestFolder folder = new();
        Watchdog watchdog = Watchdog.Start();
        using ChildProcess bystander = Sleeper(folder, watchdog, "KILL");
        watchdog.Forget(bystander.Id);

        await watchdog.AbandonAsync(TestContext.Current.CancellationToken);

        Assert.False(bystander.Exited.IsCompleted);
        await bystander.StopAsync(UnixSignal.Kill, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_process_that_ignores_the_request_is_ended_by_force()
    {
        using TestFolder folder = new();
        await using Watchdog watchdog = Watchdog.Start();
        ChildPlan deaf = new("deaf", "/bin/sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], folder.File("deaf.log"));
        using ChildProcess child = ChildProcess.Start(deaf, watchdog);
        while (!LogTail.Read(deaf.LogFile).Contains("ready", StringComparison.Ordinal))
            await Task.Delay(10, TestContext.Current.CancellationToken);

        await child.StopAsync(UnixSignal.Terminate, TimeSpan.FromMilliseconds(200));

        Assert.Equal(128 + UnixSignal.Kill, await child.Exited);
    }

    private static ChildProcess Sleeper(TestFolder folder, Watchdog watchdog, string deathSignal) =>
        ChildProcess.Start(new ChildPlan("sleeper", "/bin/sleep", ["600"], folder.File("sleeper.log")) { DeathSignal = deathSignal }, watchdog);
}
