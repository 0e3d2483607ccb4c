using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Journal;

namespace TradingBot.Storage.Tests.Journal;

public sealed class SnapshotStoreTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_and_the_events_after_it_make_what_all_events_make()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        (Trading trading, SnapshotStore store) = await StartAsync(services);
        AccountSnapshot early = trading.Engine.Snapshot(trading.Account);
        await store.StoreAsync(early, Cancellation);
        trading.Buy(0.01m, limit: 58_000m);
        trading.Sell(0.001m);
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);

        IJournalReader journal = services.GetRequiredService<IJournalReader>();
        AccountSnapshot? read = await journal.ReadSnapshotAsync(trading.Account, Cancellation);
        Assert.Equal(early.Sequence, read!.Sequence);
        TradingEngine restored = new();
        restored.Restore(trading.Account, read, await journal.ReadAsync(trading.Account, read.Sequence, Cancellation).ToListAsync(Cancellation));
        TradingEngine replayed = new();
        replayed.Restore(trading.Account, await journal.ReadAsync(trading.Account, 0, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(trading.Engine.StateHash(trading.Account), restored.StateHash(trading.Account));
        Assert.Equal(trading.Engine.StateHash(trading.Account), replayed.StateHash(trading.Account));
        Assert.Equal(await journal.ReadHeadSequenceAsync(trading.Account, Cancellation), restored.Snapshot(trading.Account).Sequence);
    }

    [Theory]
    [InlineData("payload = set_byte(payload, length(payload) / 2, get_byte(payload, length(payload) / 2) # 1)")]
    [InlineData("payload = substring(payload FOR length(payload) - 1)")]
    [InlineData("payload = ''")]
    [InlineData("checksum = set_byte(checksum, 0, get_byte(checksum, 0) # 1)")]
    [InlineData("state_hash = repeat('0', 64)")]
    [InlineData("payload = (SELECT payload FROM account_snapshots ORDER BY sequence LIMIT 1), checksum = (SELECT checksum FROM account_snapshots ORDER BY sequence LIMIT 1)")]
    public async Task A_damaged_snapshot_is_left_aside_for_an_older_one_and_without_any_for_the_journal(string damage)
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        (Trading trading, SnapshotStore store) = await StartAsync(services);
        AccountSnapshot older = trading.Engine.Snapshot(trading.Account);
        await store.StoreAsync(older, Cancellation);
        trading.Buy(0.01m, limit: 58_000m);
        await trading.CommitAsync(trading.TakeBatch());
        await store.StoreAsync(trading.Engine.Snapshot(trading.Account), Cancellation);

        await ExecuteAsync(database, $"UPDATE account_snapshots SET {damage} WHERE sequence > {older.Sequence}");
        Assert.Equal(older.Sequence, (await store.ReadLatestAsync(trading.Account, Cancellation))?.Sequence);
        await ExecuteAsync(database, "UPDATE account_snapshots SET payload = '{}'");
        Assert.Null(await store.ReadLatestAsync(trading.Account, Cancellation));
    }

    [Fact]
    public async Task The_last_snapshots_are_kept_and_the_others_removed()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        (Trading trading, SnapshotStore store) = await StartAsync(services);
        List<long> taken = [];
        for (int number = 0; number < SnapshotStore.Kept + 3; number++)
        {
            trading.Buy(0.001m, limit: 58_000m);
            await trading.CommitAsync(trading.TakeBatch());
            AccountSnapshot snapshot = trading.Engine.Snapshot(trading.Account);
            await store.StoreAsync(snapshot, Cancellation);
            await store.StoreAsync(snapshot, Cancellation); // A second worker took the same one.
            taken.Add(snapshot.Sequence);
        }
        await using NpgsqlCommand select = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT array_agg(sequence ORDER BY sequence) FROM account_snapshots");
        Assert.Equal(taken.TakeLast(SnapshotStore.Kept), (long[])(await select.ExecuteScalarAsync(Cancellation))!);
    }

    [Fact]
    public async Task What_is_not_durable_cannot_be_in_a_snapshot()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        (Trading trading, SnapshotStore store) = await StartAsync(services);
        trading.Buy(0.01m, limit: 58_000m);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => store.StoreAsync(trading.Engine.Snapshot(trading.Account), Cancellation));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
    }

    private static async Task<(Trading, SnapshotStore)> StartAsync(ServiceProvider services)
    {
        Trading trading = await Trading.StartAsync(services);
        trading.DoEverything();
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        return (trading, services.GetRequiredService<SnapshotStore>());
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Owner);
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
