using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Tests.Ownership;

/// <summary>Several workers share the accounts: evenly, one owner at a time, and without losing an order on the way.</summary>
public sealed class SharedAccountsTests(ServerFixture servers)
{
    private const int Accounts = 50;
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "ioc");
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_workers_share_fifty_accounts_evenly_and_none_loses_an_order_when_workers_come_and_go()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest first = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "a"));
        await first.ReadyAsync();
        Guid[] accounts = await Task.WhenAll(Enumerable.Range(0, Accounts).Select(_ => first.OpenAccountAsync()));
        await using ServiceProvider client = ProcessTests.Client(database);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<List<Guid>> load = PlaceAsync(client, accounts, enough.Token);

        await using WorkerUnderTest second = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "b"));
        WorkerUnderTest third = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "c"));
        await UntilSharedAsync([first, second, third], [17, 17, 16]);

        Stopwatch moved = Stopwatch.StartNew();
        await third.DisposeAsync();
        await UntilSharedAsync([first, second], [25, 25]);
        TestContext.Current.SendDiagnosticMessage($"after a clean stop all accounts had an owner in {moved.Elapsed.TotalSeconds:0.0} s, the stop included");
        Assert.InRange(moved.Elapsed.TotalSeconds, 0, 25); // 5 s and the stop itself; five times that.

        await enough.CancelAsync();
        await AssertNothingLostAsync(client, await load);
    }

    [Fact]
    public async Task A_frozen_workers_accounts_move_and_when_it_wakes_up_it_writes_nothing()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest first = await WorkerUnderTest.StartAsync(servers, database, ("Worker:Id", "a"));
        await first.ReadyAsync();
        Guid[] accounts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => first.OpenAccountAsync()));
        await using ServiceProvider client = ProcessTests.Client(database);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task<List<Guid>> load = PlaceAsync(client, accounts, enough.Token);
        string folder = Directory.CreateTempSubdirectory("tradingbot-worker-test-").FullName;
        Dictionary<string, string?> environment = ProcessTests.Environment(servers, database, folder, ("Worker:Id", "b"));
        try
        {
            using Process frozen = ProcessTests.StartQuiet(environment);
            try
            {
                await UntilSharedAsync([first], [2]);
                await SignalAsync(frozen, "STOP");
                Stopwatch moved = Stopwatch.StartNew();
                await UntilSharedAsync([first], [4]);
                TestContext.Current.SendDiagnosticMessage($"the accounts of a worker that does not answer any more had another owner after {moved.Elapsed.TotalSeconds:0.0} s");
                Assert.InRange(moved.Elapsed.TotalSeconds, 0, 75); // 15 s; five times that.
                Guid[] moving = [.. first.Loop.Leases.Keys.Select(account => account.Value)];
                Assert.Equal(accounts.Order(), moving.Order());
                Dictionary<Guid, long> epochs = first.Loop.Leases.ToDictionary(lease => lease.Key.Value, lease => lease.Value);
                await SignalAsync(frozen, "CONT");
                // It wakes up with work in its hands, is refused, and gets its share in the ordinary way: under new epochs, never the ones it slept with.
                await UntilSharedAsync([first], [2]);
                Assert.All(await EpochsAsync(database, "b"), lease => Assert.True(lease.Value > epochs[lease.Key], $"{lease.Key} is held under {lease.Value}, {epochs[lease.Key]} was another's"));
            }
            finally
            {
                frozen.Kill();
                await frozen.WaitForExitAsync(CancellationToken.None);
            }
            await enough.CancelAsync();
            await AssertNothingLostAsync(client, await load);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task UntilSharedAsync(WorkerUnderTest[] workers, int[] shares) => WorkerUnderTest.UntilAsync(
        () => Task.FromResult(workers.Zip(shares).All(pair => pair.First.Loop.IsLive && pair.First.Loop.Leases.Count == pair.Second)), seconds: 90,
        instead: () => $"the workers hold {string.Join(", ", workers.Select(worker => worker.Loop.Leases.Count))}");

    // One order at a time per account, round and round; each is answered, whoever owns the account then.
    private static async Task<List<Guid>> PlaceAsync(ServiceProvider client, Guid[] accounts, CancellationToken enough)
    {
        List<Guid> placed = [];
        await Task.WhenAll(accounts.Chunk(Math.Max(1, accounts.Length / 4)).Select(async share =>
        {
            for (int number = 0; !enough.IsCancellationRequested; number++)
            {
                Guid account = share[number % share.Length];
                CommandReply? reply = await ProcessTests.DoAsync(client, account, $"{account:N}-{number}", Rest);
                if (reply is not { Reason: "none", OrderId: { } order }) throw new InvalidOperationException($"an order was answered with {reply}");
                lock (placed) placed.Add(order);
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
        }));
        return placed;
    }

    private static async Task AssertNothingLostAsync(ServiceProvider client, List<Guid> placed)
    {
        Assert.NotEmpty(placed);
        List<Guid> stored = await WorkerUnderTest.ReadAsync(client, read => read.Orders.Select(row => row.OrderId).ToListAsync(Cancellation));
        Assert.Equal(placed.Order(), stored.Order());
        Assert.Equal(0m, await client.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
    }

    private static async Task<Dictionary<Guid, long>> EpochsAsync(TestDatabase database, string workerId)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database.Application);
        await using NpgsqlCommand select = source.CreateCommand("SELECT account_id, epoch FROM worker_leases WHERE worker_id = $1");
        select.Parameters.Add(new() { Value = workerId });
        Dictionary<Guid, long> epochs = [];
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) epochs.Add(reader.GetGuid(0), reader.GetInt64(1));
        return epochs;
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using Process kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)}"]);
        await kill.WaitForExitAsync(Cancellation);
        Assert.Equal(0, kill.ExitCode);
    }
}
