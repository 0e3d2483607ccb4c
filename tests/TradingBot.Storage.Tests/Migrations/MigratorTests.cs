using Npgsql;
using TradingBot.Storage.Migrations;

namespace TradingBot.Storage.Tests.Migrations;

public sealed class MigratorTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_is_migrated_and_a_second_run_changes_nothing()
    {
        TestDatabase database = await servers.CreateEmptyAsync();
        List<string> first = [], second = [];
        await Migrator.MigrateAsync(database.Owner, database.ApplicationRole, first.Add, Cancellation);
        await Migrator.MigrateAsync(database.Owner, database.ApplicationRole, second.Add, Cancellation);
        Assert.Equal(Migrator.LatestVersion, first.Count(line => line.StartsWith("applied ", StringComparison.Ordinal)));
        Assert.DoesNotContain(second, line => line.StartsWith("applied ", StringComparison.Ordinal));
        Assert.Contains(second, line => line == $"schema is at version {Migrator.LatestVersion}");
    }

    [Fact]
    public async Task Migrators_started_at_once_apply_each_migration_once()
    {
        TestDatabase database = await servers.CreateEmptyAsync();
        List<string> lines = [];
        void Log(string line) { lock (lines) lines.Add(line); }
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator.MigrateAsync(database.Owner, database.ApplicationRole, Log, Cancellation)));
        Assert.Equal(Migrator.LatestVersion, lines.Count(line => line.StartsWith("applied ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused_by_name()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await ExecuteAsync(database.Owner, "UPDATE schema_migrations SET checksum = 'other' WHERE number = 2");
        StorageException refusal = await Assert.ThrowsAsync<StorageException>(() => Migrator.MigrateAsync(database.Owner, null, _ => { }, Cancellation));
        Assert.Contains("0002_operations", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await ExecuteAsync(database.Owner, "INSERT INTO schema_migrations (number, name, checksum) VALUES (999, '0999_future', 'x')");
        StorageException refusal = await Assert.ThrowsAsync<StorageException>(() => Migrator.MigrateAsync(database.Owner, null, _ => { }, Cancellation));
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_database_is_named_without_its_password()
    {
        StorageException refusal = await Assert.ThrowsAsync<StorageException>(() =>
            Migrator.MigrateAsync("Host=127.0.0.1;Port=1;Database=trading_bot;Username=someone;Password=hunter2;Timeout=2", null, _ => { }, Cancellation));
        Assert.Contains("127.0.0.1:1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Start PostgreSQL", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_application_role_is_named()
    {
        TestDatabase database = await servers.CreateEmptyAsync();
        StorageException refusal = await Assert.ThrowsAsync<StorageException>(() => Migrator.MigrateAsync(database.Owner, "no_such_role", _ => { }, Cancellation));
        Assert.Contains("no_such_role", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
