using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Migrations;

namespace TradingBot.Worker.Tests.Safety;

/// <summary>Whom the emergency stop reaches, and what holds where it can't be read.</summary>
public sealed class StopReachTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_is_obeyed_by_every_worker_holds_for_one_that_starts_later_and_ends_only_when_it_is_released()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest first = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "a"));
        await first.ReadyAsync();
        Guid[] accounts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => first.OpenAccountAsync()));
        await using WorkerUnderTest second = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "b"));
        WorkerUnderTest third = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "c"));
        await WorkerUnderTest.UntilAsync(() => new[] { first, second, third }.All(worker => worker.Loop.IsLive && worker.Loop.Leases.Count == 2), 90);
        foreach (Guid account in accounts) Assert.Equal("none", (await first.DoAsync(account, Rest)).Reason);

        ControlStore control = first.Services.GetRequiredService<ControlStore>();
        Stopwatch watch = Stopwatch.StartNew();
        ControlSnapshot stopped = await control.StopAsync("drill", "tester", Cancellation);
        IReadOnlyList<ControlAcknowledgement> said = await control.WaitForAcknowledgementsAsync(stopped.Epoch, TimeSpan.FromSeconds(10), Cancellation);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"three workers acknowledged a stop after {watch.Elapsed.TotalMilliseconds:0} ms"));
        Assert.Equal(["a", "b", "c"], said.Where(acknowledgement => acknowledgement.Acknowledged).Select(acknowledgement => acknowledgement.WorkerId).Order());
        Assert.Equal(accounts.Length, said.Sum(acknowledgement => acknowledgement.CancelledOrders));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5); // 1 s; five times that.
        Assert.All(await Task.WhenAll(accounts.Select(account => first.DoAsync(account, Rest))), reply => Assert.Equal("tradingHalted", reply.Reason));

        await third.DisposeAsync();
        await using WorkerUnderTest later = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "d"));
        await later.UntilModeAsync(TradingMode.Stopped);
        await WorkerUnderTest.UntilAsync(() => later.Loop.Leases.Count == 2, 90);
        Assert.All(await Task.WhenAll(accounts.Select(account => first.DoAsync(account, Rest))), reply => Assert.Equal("tradingHalted", reply.Reason));
        Assert.Equal(0, await first.ReadAsync(read => read.Orders.CountAsync(row => row.Status == "open", Cancellation)));

        await control.ResumeAsync("drill over", "tester", Cancellation);
        foreach (WorkerUnderTest worker in (WorkerUnderTest[])[first, second, later]) await worker.UntilModeAsync(TradingMode.Running);
        foreach (Guid account in accounts) Assert.Equal("none", (await first.DoAsync(account, Rest)).Reason);
    }

    [Fact]
    public async Task Trading_pauses_while_the_control_state_cannot_be_read_and_goes_on_by_itself_when_it_can()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        await using TemporaryPostgres postgres = await servers.StartPostgresAsync();
        TestDatabase database = new(await postgres.CreateDatabaseAsync("pause", Cancellation), await postgres.CreateRoleAsync("pause_app", "pause", Cancellation), "pause_app");
        await Migrator.MigrateAsync(database.Owner, database.ApplicationRole, _ => { }, Cancellation);
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database);
        await worker.ReadyAsync();
        Guid account = await worker.OpenAccountAsync();
        await worker.UntilModeAsync(TradingMode.Running);

        Stopwatch watch = Stopwatch.StartNew();
        await postgres.StopImmediateAsync();
        await worker.UntilModeAsync(TradingMode.Paused);
        Assert.Equal("the control state cannot be read", worker.Loop.Order.Reason);
        Assert.InRange(watch.Elapsed.TotalSeconds, 4.5, 25); // After 5 s, not at once: a restart of the database is no reason to pause; at most five times that.

        await postgres.RestartAsync(Cancellation);
        await worker.UntilModeAsync(TradingMode.Running);
        Assert.False(worker.Services.GetRequiredService<StopLatch>().IsSet);
        await WorkerUnderTest.UntilAsync(async () => await AnswerAsync() == "none");

        // Connections of before the restart are dead; the next one is new.
        async Task<string> AnswerAsync()
        {
            try
            {
                return (await worker.DoAsync(account, Rest)).Reason;
            }
            catch (Exception failure) when (failure is Npgsql.NpgsqlException or TimeoutException)
            {
                return failure.Message;
            }
        }
    }
}
