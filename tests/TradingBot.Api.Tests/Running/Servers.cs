using System.Globalization;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Redis;
using TradingBot.Storage.Migrations;

[assembly: AssemblyFixture(typeof(TradingBot.Api.Tests.Running.Servers))]

namespace TradingBot.Api.Tests.Running;

/// <summary>One PostgreSQL for all tests of this assembly; each system under test has a database of its own.</summary>
public sealed class Servers : IAsyncLifetime
{
    private int _databases;
    private TemporaryPostgres? _postgres;

    public async ValueTask InitializeAsync()
    {
        if (TemporaryPostgres.IsAvailable(out _)) _postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    /// <summary>Connection string of a fresh, migrated database, as the application's role, which owns nothing.</summary>
    internal async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        return await CreateDatabaseAsync(_postgres!, string.Create(CultureInfo.InvariantCulture, $"api_{Interlocked.Increment(ref _databases)}"));
    }

    internal static async Task<string> CreateDatabaseAsync(TemporaryPostgres postgres, string name)
    {
        string owner = await postgres.CreateDatabaseAsync(name, CancellationToken.None);
        string application = await postgres.CreateRoleAsync($"{name}_app", name, CancellationToken.None);
        await Migrator.MigrateAsync(owner, $"{name}_app", _ => { }, CancellationToken.None);
        return application;
    }

    internal static Task<TemporaryRedis> StartRedisAsync()
    {
        Assert.SkipUnless(TemporaryRedis.IsAvailable(out string reason), reason);
        return TemporaryRedis.StartAsync(CancellationToken.None);
    }
}
