using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Redis;
using TradingBot.Storage.Migrations;

[assembly: AssemblyFixture(typeof(TradingBot.Storage.Tests.ServerFixture))]

namespace TradingBot.Storage.Tests;

/// <summary>One PostgreSQL and one Redis for all tests of this assembly; each test makes a database of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _sharing = new(1);
    private int _databases;
    private TestDatabase? _shared;
    private TemporaryPostgres? _postgres;
    private TemporaryRedis? _redis;

    internal TemporaryPostgres Postgres
    {
        get
        {
            Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
            return _postgres!;
        }
    }

    internal TemporaryRedis Redis
    {
        get
        {
            Assert.SkipUnless(TemporaryRedis.IsAvailable(out string reason), reason);
            return _redis!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (TemporaryPostgres.IsAvailable(out _)) _postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        if (TemporaryRedis.IsAvailable(out _)) _redis = await TemporaryRedis.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _sharing.Dispose();
        if (_postgres is not null) await _postgres.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
    }

    internal async Task<TestDatabase> CreateEmptyAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string owner = await Postgres.CreateDatabaseAsync(name, cancellation);
        string application = await Postgres.CreateRoleAsync($"{name}_app", name, cancellation);
        return new(name, owner, application, $"{name}_app", Postgres.SuperuserConnectionString.Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal));
    }

    /// <summary>One database for tests that change nothing in it.</summary>
    internal async Task<TestDatabase> SharedMigratedAsync()
    {
        await _sharing.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _shared ??= await CreateMigratedAsync();
        }
        finally
        {
            _sharing.Release();
        }
    }

    internal async Task<TestDatabase> CreateMigratedAsync()
    {
        TestDatabase database = await CreateEmptyAsync();
        await Migrator.MigrateAsync(database.Owner, database.ApplicationRole, _ => { }, TestContext.Current.CancellationToken);
        return database;
    }
}

/// <summary>Connection strings of one test's database.</summary>
internal sealed record TestDatabase(string Name, string Owner, string Application, string ApplicationRole, string Superuser)
{
    public ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:trading_bot", Application), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))])
            .Build();
        return new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider();
    }
}
