using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Workers;

namespace TradingBot.Storage.Tests.Control;

public sealed class ControlStoreTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_wins_over_maintenance_and_a_resume_leaves_maintenance_on()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        ControlStore control = services.GetRequiredService<ControlStore>();
        (string Step, Func<Task<ControlSnapshot>> Change, TradingMode Mode, long Epoch)[] story =
        [
            ("maintenance", () => control.SetMaintenanceAsync(true, "upgrade", "op", Cancellation), TradingMode.Maintenance, 2),
            ("stop", () => control.StopAsync("fire", "op", Cancellation), TradingMode.Stopped, 3),
            ("stop again", () => control.StopAsync("still", "op", Cancellation), TradingMode.Stopped, 4),
            ("delay", () => control.SetRateLimitDelayAsync(250, "op", Cancellation), TradingMode.Stopped, 4),
            ("announce", () => control.AnnounceMaintenanceAsync("soon", "op", Cancellation), TradingMode.Stopped, 4),
            ("resume", () => control.ResumeAsync("fixed", "op", Cancellation), TradingMode.Maintenance, 5),
            ("maintenance over", () => control.SetMaintenanceAsync(false, "done", "op", Cancellation), TradingMode.Running, 6),
            ("simulation", () => control.SetSimulationModeAsync(true, "op", Cancellation), TradingMode.Running, 7),
        ];
        foreach ((string step, Func<Task<ControlSnapshot>> change, TradingMode mode, long epoch) in story)
        {
            ControlSnapshot changed = await change();
            Assert.Equal((step, mode, epoch), (step, changed.Mode, changed.Epoch));
            Assert.Equal(changed, await control.ReadAsync(Cancellation));
        }
        ControlSnapshot last = await control.ReadAsync(Cancellation);
        Assert.Equal((250, true, 9L, null, "done"), (last.RateLimitDelayMs, last.SimulationMode, last.Version, last.MaintenanceMessage, last.Reason));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => control.SetRateLimitDelayAsync(60_001, "op", Cancellation));
    }

    [Fact]
    public async Task Only_live_workers_are_waited_for_and_a_late_one_is_named()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        ControlStore control = services.GetRequiredService<ControlStore>();
        WorkerRegistry workers = services.GetRequiredService<WorkerRegistry>();
        foreach (string worker in (string[])["quick", "gone", "late"]) await workers.BeatAsync(Beat(worker), Cancellation);
        await workers.StoppedAsync("gone", Cancellation);
        ControlSnapshot stopped = await control.StopAsync("fire", "op", Cancellation);
        await AcknowledgeAsync(services, "quick", stopped.Epoch, cancelled: 2);
        IReadOnlyList<ControlAcknowledgement> said = await control.WaitForAcknowledgementsAsync(stopped.Epoch, TimeSpan.FromMilliseconds(200), Cancellation);
        Assert.Equal([new("late", false, null, 0), new ControlAcknowledgement("quick", true, 12.5, 2)], said);

        Task<IReadOnlyList<ControlAcknowledgement>> waiting = control.WaitForAcknowledgementsAsync(stopped.Epoch, TimeSpan.FromSeconds(20), Cancellation);
        await AcknowledgeAsync(services, "late", stopped.Epoch, cancelled: 0);
        Assert.All(await waiting, acknowledgement => Assert.True(acknowledgement.Acknowledged));
    }

    [Fact]
    public void The_latch_holds_until_it_is_released_and_over_processes()
    {
        using TemporaryFolder folder = new();
        StopLatch latch = new(folder.Configuration);
        Assert.False(latch.IsSet);
        latch.Set("database down, stopped by hand");
        Assert.True(new StopLatch(folder.Configuration).IsSet);
        Assert.Equal("database down, stopped by hand", new StopLatch(folder.Configuration).ReadReason());
        latch.Release();
        Assert.False(new StopLatch(folder.Configuration).IsSet);
        latch.Release();
    }

    private static async Task AcknowledgeAsync(IServiceProvider services, string worker, long epoch, int cancelled)
    {
        JournalBatch batch = new()
        {
            ControlEpoch = epoch,
            Events = [],
            Completions = [],
            Instruments = new Dictionary<Engine.Instruments.InstrumentId, Engine.Instruments.Instrument>(),
            Acknowledgement = new("stopped", cancelled, 12.5),
        };
        Assert.Equal(JournalOutcome.Committed,
            (await services.GetRequiredService<JournalWriter>().CommitAsync(worker, new Dictionary<AccountId, long>(), batch, Cancellation)).Outcome);
    }

    private static WorkerHeartbeat Beat(string worker) => new(worker, 1, "host", "0.1.0", "simulated", true, "running", "", true, 0, DateTimeOffset.UtcNow);
}

/// <summary>A data folder that is removed after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tradingbot-test-").FullName;

    public IConfiguration Configuration => new ConfigurationBuilder().AddInMemoryCollection([new("TRADINGBOT_DATA_DIR", Path)]).Build();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
