using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Migrations;

namespace TradingBot.Cli.Tests.Backup;

/// <summary>A server with a database that holds something of everything that a backup must bring back.</summary>
internal sealed class BackupDatabase : IAsyncDisposable
{
    public const string Name = "trading_bot";

    private readonly TemporaryPostgres _postgres;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tradingbot-backup-test-");

    private BackupDatabase(TemporaryPostgres postgres) => _postgres = postgres;

    public string Superuser => _postgres.SuperuserConnectionString.Replace("Database=postgres", $"Database={Name}", StringComparison.Ordinal);

    public string Folder => Path.Combine(_folder.FullName, "backups");

    public string KeyFile => Path.Combine(_folder.FullName, "backup.key");

    public string State => Path.Combine(_folder.FullName, "state");

    public string AuditKeyFile => Path.Combine(State, "audit.key");

    public TemporaryPostgres Postgres => _postgres;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<BackupDatabase> StartAsync()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        BackupDatabase database = new(await TemporaryPostgres.StartAsync(Cancellation));
        Storage.Backup.BackupKey.Create(database.KeyFile);
        string owner = await database._postgres.CreateDatabaseAsync(Name, Cancellation);
        await database._postgres.CreateRoleAsync("trading_bot_app", Name, Cancellation);
        await Migrator.MigrateAsync(owner, "trading_bot_app", _ => { }, Cancellation);
        await database.FillAsync(accounts: 3);
        return database;
    }

    /// <summary>Accounts with postings, candles in two partitions, and audit rows.</summary>
    public async Task FillAsync(int accounts)
    {
        for (int account = 0; account < accounts; account++)
        {
            await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                WITH new AS (
                    INSERT INTO accounts (account_id, name, reporting_asset, max_order_notional, max_position_notional, max_drawdown_parts_per_million, max_open_orders, created_at)
                    VALUES (gen_random_uuid(), 'Test', 'USDT', 1, 1, 1, 1, now()) RETURNING account_id)
                SELECT set_config('test.account', account_id::text, false) FROM new;
                INSERT INTO engine_events (account_id, sequence, input_sequence, time_ns, type, payload)
                SELECT current_setting('test.account')::uuid, n, n, n, 'test', jsonb_build_object('postings', jsonb_build_array(
                    jsonb_build_object('account', 'free', 'asset', 'USDT', 'amount', (n * 1000000000000 + 1)::text),
                    jsonb_build_object('account', 'external', 'asset', 'USDT', 'amount', (-n * 1000000000000 - 1)::text))) FROM generate_series(1, 100) AS n;
                INSERT INTO ledger_entries (account_id, event_sequence, line, ledger_account, asset, amount, entered_at)
                SELECT current_setting('test.account')::uuid, n, line, CASE line WHEN 1 THEN 'free' ELSE 'external' END, 'USDT', CASE line WHEN 1 THEN n + 0.000000000001 ELSE -n - 0.000000000001 END, now()
                FROM generate_series(1, 100) AS n, generate_series(1, 2) AS line;
                """));
        }
        await ExecuteAsync("""
            INSERT INTO candles (instrument_id, interval_seconds, open_time, open, high, low, close, volume, trade_count, source, simulated)
            SELECT 1, 60, date_trunc('month', now()) - make_interval(mins => n), 1, 2, 0.5, 1.5, abs(n), abs(n), 'live', true FROM generate_series(-500, 500) AS n ON CONFLICT DO NOTHING
            """);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("ConnectionStrings:trading_bot", Superuser), new("TRADINGBOT_DATA_DIR", State), new("Audit:KeyFile", "")]).Build();
        await using DatabaseConnections connections = new(configuration);
        AuditKey key = new(configuration);
        AuditHeads heads = new(configuration, key);
        AuditLog log = new(connections, key, new AuditSpill(configuration, key), heads, TimeProvider.System);
        await log.AppendAsync([.. Enumerable.Range(0, 50).Select(number => new AuditEntry("TESTED", "tester", $"{number}", """{"a": "b"}"""))], Cancellation);
        Assert.Null(await heads.ExportAsync((await log.ReadHeadAsync(Cancellation))!));
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(Superuser) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(Superuser) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using NpgsqlCommand command = new(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
