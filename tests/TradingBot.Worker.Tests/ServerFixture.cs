using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Npgsql;
using TradingBot.ExchangeSim;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Redis;
using TradingBot.Storage.Migrations;
using TradingBot.Worker.Safety;

[assembly: AssemblyFixture(typeof(TradingBot.Worker.Tests.ServerFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace TradingBot.Worker.Tests;

/// <summary>One PostgreSQL, one Redis and one exchange for all tests of this assembly; each test has a database of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<int, byte> _otherPorts = [];
    private int _databases;
    private TemporaryPostgres? _postgres;
    private TemporaryRedis? _redis;
    private SimulatorHost? _exchange;
    private (WorkerUnderTest Worker, Guid Account)? _shared;

    internal TemporaryRedis? Redis => _redis;

    internal SimulatorHost Exchange => _exchange!;

    public async ValueTask InitializeAsync()
    {
        if (TemporaryPostgres.IsAvailable(out _)) _postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        if (TemporaryRedis.IsAvailable(out _)) _redis = await TemporaryRedis.StartAsync(CancellationToken.None);
        _exchange = await SimulatorHost.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is { } shared) await shared.Worker.DisposeAsync();
        if (_exchange is not null) await _exchange.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    internal TemporaryPostgres Postgres
    {
        get
        {
            Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
            return _postgres!;
        }
    }

    /// <summary>A worker with one account that tests share; none of them may leave it in another state than it found.</summary>
    internal async Task<(WorkerUnderTest Worker, Guid Account)> SharedWorkerAsync()
    {
        if (_shared is { } running) return running;
        WorkerUnderTest worker = await WorkerUnderTest.StartAsync(this, await CreateDatabaseAsync());
        await worker.ReadyAsync();
        _shared = (worker, await worker.OpenAccountAsync());
        return _shared.Value;
    }

    /// <summary>A PostgreSQL that one test may stop and start; the caller disposes of it.</summary>
    internal async Task<TemporaryPostgres> StartPostgresAsync()
    {
        TemporaryPostgres postgres = await TemporaryPostgres.StartAsync(TestContext.Current.CancellationToken);
        _otherPorts[postgres.Port] = 0;
        return postgres;
    }

    /// <summary>
    /// The connections that a worker's watch sees here. Several workers, and tests with connections of their own, share this process, which no two workers do
    /// outside: those to another worker's database server are left out, and only those.
    /// </summary>
    internal Func<ProcessConnections> ConnectionsFor(TestDatabase database)
    {
        int own = new NpgsqlConnectionStringBuilder(database.Application).Port;
        return () =>
        {
            ProcessConnections seen = ProcessConnections.Read();
            return seen with { Connections = [.. seen.Connections.Where(connection => connection.Remote.Port == own || !IsDatabase(connection.Remote))] };
        };
    }

    internal async Task<TestDatabase> CreateDatabaseAsync(bool migrated = true)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string owner = await Postgres.CreateDatabaseAsync(name, cancellation);
        string application = await Postgres.CreateRoleAsync($"{name}_app", name, cancellation);
        if (migrated) await Migrator.MigrateAsync(owner, $"{name}_app", _ => { }, cancellation);
        return new(owner, application, $"{name}_app");
    }

    private bool IsDatabase(IPEndPoint remote) => IPAddress.IsLoopback(remote.Address) && (remote.Port == _postgres?.Port || _otherPorts.ContainsKey(remote.Port));
}

/// <summary>Connection strings of one test's database.</summary>
internal sealed record TestDatabase(string Owner, string Application, string ApplicationRole);
