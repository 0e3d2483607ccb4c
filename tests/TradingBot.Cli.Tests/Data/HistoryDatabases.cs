using System.Globalization;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Migrations;

namespace TradingBot.Cli.Tests.Data;

/// <summary>One PostgreSQL for the tests of history; each test has a database of its own.</summary>
public sealed class HistoryDatabases : IAsyncLifetime
{
    private int _count;
    private TemporaryPostgres? _postgres;

    public async ValueTask InitializeAsync()
    {
        if (TemporaryPostgres.IsAvailable(out _)) _postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
    }

    /// <summary>Connection string, as the application's role, of a migrated database.</summary>
    internal async Task<string> CreateAsync()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string name = string.Create(CultureInfo.InvariantCulture, $"history_{Interlocked.Increment(ref _count)}");
        string owner = await _postgres!.CreateDatabaseAsync(name, cancellation);
        string application = await _postgres.CreateRoleAsync($"{name}_app", name, cancellation);
        await Migrator.MigrateAsync(owner, $"{name}_app", _ => { }, cancellation);
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class HistoryTests : ICollectionFixture<HistoryDatabases>
{
    public const string Name = "history";
}
