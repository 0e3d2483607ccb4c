using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Tests.Recovery;

/// <summary>A worker begins with a snapshot where there is a whole one, and takes in no account whose journal has lost its end.</summary>
public sealed class SnapshotRestartTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc");
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("UPDATE account_snapshots SET payload = '{}' WHERE sequence = (SELECT max(sequence) FROM account_snapshots)")]
    [InlineData("UPDATE account_snapshots SET checksum = sha256('')")]
    [InlineData("DELETE FROM account_snapshots")]
    public async Task A_restarted_worker_has_the_same_state_whether_snapshots_are_whole_damaged_or_gone(string harm)
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        Guid account;
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database, ("Snapshots:EveryEvents", "4")))
        {
            await worker.ReadyAsync();
            account = await worker.OpenAccountAsync();
            for (int number = 0; number < 12; number++) Assert.True((await worker.DoAsync(account, Rest)).IsDone);
            await WorkerUnderTest.UntilAsync(async () => await ScalarAsync(database, "SELECT count(*) FROM account_snapshots") is >= 2L);
        }
        if (harm.Length > 0) await ScalarAsync(database, harm);
        await using WorkerUnderTest next = await WorkerUnderTest.StartAsync(servers, database);
        // What the worker has in memory is what the journal makes from its first event on.
        await WorkerUnderTest.UntilAsync(async () => next.Loop.IsSettled && await ReplayedAsync(next, account) == next.Loop.StateHash(new(account)));
        Assert.True((await next.DoAsync(account, Rest)).IsDone);
    }

    [Fact]
    public async Task An_account_whose_journal_has_lost_its_end_rests_and_says_so_while_the_others_go_on()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        Guid damaged, whole;
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database))
        {
            await worker.ReadyAsync();
            (damaged, whole) = (await worker.OpenAccountAsync(), await worker.OpenAccountAsync());
            foreach (Guid account in (Guid[])[damaged, whole]) Assert.True((await worker.DoAsync(account, Rest)).IsDone);
        }
        // Only who may switch off every trigger can do this: a disk that lost a page, or hands that should not have been there.
        await using (NpgsqlConnection connection = new(servers.Postgres.SuperuserConnectionString.Replace("Database=postgres", $"Database={new NpgsqlConnectionStringBuilder(database.Owner).Database}", StringComparison.Ordinal)))
        {
            await connection.OpenAsync(Cancellation);
            await using NpgsqlCommand lose = new($"SET session_replication_role = replica; DELETE FROM engine_events WHERE account_id = '{damaged}' AND sequence = (SELECT head_sequence FROM accounts WHERE account_id = '{damaged}')", connection);
            Assert.Equal(1, await lose.ExecuteNonQueryAsync(Cancellation));
        }
        await using WorkerUnderTest next = await WorkerUnderTest.StartAsync(servers, database);
        await next.ReadyAsync();
        CommandReply refused = await next.DoAsync(damaged, Rest);
        Assert.Equal("journalDamaged", refused.Reason);
        Assert.Contains("ends with event", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ends with event", next.Loop.DamageOf(new AccountId(damaged)), StringComparison.Ordinal);
        Assert.True((await next.DoAsync(whole, Rest)).IsDone);
        using HttpClient http = new() { BaseAddress = next.Address };
        Assert.Matches(@"(?m)^damaged_journals(?:\{[^}]*\})? 1\b", await http.GetStringAsync("/metrics", Cancellation));
    }

    private static async Task<string> ReplayedAsync(WorkerUnderTest worker, Guid account)
    {
        TradingEngine engine = new();
        engine.Restore(new(account), await worker.Services.GetRequiredService<IJournalReader>().ReadAsync(new(account), 0, Cancellation).ToListAsync(Cancellation));
        return engine.StateHash(new(account));
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database.Owner);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
