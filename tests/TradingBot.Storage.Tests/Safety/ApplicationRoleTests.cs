using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Safety;

namespace TradingBot.Storage.Tests.Safety;

public sealed class ApplicationRoleTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forbidden =>
    [
        .. from table in (string[])["engine_events", "ledger_entries", "trade_executions", "audit_logs"]
           from statement in (string[])["UPDATE {0} SET account_id = account_id", "DELETE FROM {0}", "TRUNCATE {0}", "DROP TABLE {0}", "ALTER TABLE {0} DISABLE TRIGGER ALL", "ALTER TABLE {0} ADD COLUMN exchange_order_id text"]
           select string.Format(System.Globalization.CultureInfo.InvariantCulture, statement.Replace("account_id = account_id", table == "audit_logs" ? "actor = actor" : "account_id = account_id", StringComparison.Ordinal), table),
        "ALTER TABLE trade_executions DROP CONSTRAINT trade_executions_paper_only",
        "CREATE TABLE mine (id integer)",
        "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "DROP FUNCTION refuse_change() CASCADE",
        "UPDATE schema_migrations SET checksum = ''",
        "INSERT INTO control (id) VALUES (2)",
        "DELETE FROM control",
        "DELETE FROM commands",
        "DELETE FROM orders",
        "DELETE FROM worker_leases",
        "SET session_replication_role = replica",
        "ALTER SYSTEM SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "SET ROLE pg_write_all_data",
        "ALTER TABLE audit_logs OWNER TO CURRENT_USER",
        "CREATE SCHEMA mine",
        "CREATE TRIGGER mine BEFORE INSERT ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE RULE mine AS ON INSERT TO audit_logs DO INSTEAD NOTHING",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE audit_logs DISABLE TRIGGER ALL'; END $$",
        "COPY audit_logs FROM PROGRAM 'true'",
        "COPY audit_logs FROM '/dev/null'",
        "COPY audit_logs TO PROGRAM 'true'",
        "INSERT INTO audit_logs SELECT * FROM audit_logs ON CONFLICT (sequence) DO UPDATE SET actor = 'nobody'",
        "MERGE INTO audit_logs AS row USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM ledger_entries RETURNING 1) SELECT * FROM gone",
        "SELECT 1 FROM audit_logs FOR UPDATE",
        "UPDATE schema_objects SET definition = ''",
        "INSERT INTO schema_objects (object, definition) VALUES ('table mine', '')",
    ];

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task The_application_role_is_refused(string statement)
    {
        TestDatabase database = await servers.SharedMigratedAsync();
        await using NpgsqlDataSource application = NpgsqlDataSource.Create(database.Application);
        await using NpgsqlCommand command = application.CreateCommand(statement);
        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Theory]
    [InlineData("engine_events")]
    [InlineData("ledger_entries")]
    [InlineData("trade_executions")]
    [InlineData("audit_logs")]
    public async Task Even_the_owner_cannot_change_an_append_only_row(string table)
    {
        TestDatabase database = await servers.SharedMigratedAsync();
        await using NpgsqlDataSource owner = NpgsqlDataSource.Create(database.Owner);
        foreach (string statement in (string[])[$"DELETE FROM {table}", $"TRUNCATE {table} CASCADE"])
        {
            await using NpgsqlCommand command = owner.CreateCommand(statement);
            PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
            Assert.Contains("append-only", refusal.MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_real_trade_cannot_be_stored_even_by_the_owner()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        trading.Buy(0.01m);
        await trading.CommitAsync(trading.TakeBatch());
        await using NpgsqlDataSource owner = NpgsqlDataSource.Create(database.Owner);
        await using NpgsqlCommand command = owner.CreateCommand("""
            INSERT INTO trade_executions (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role,
                realized_profit, is_paper_trade, simulated, evidence, event_sequence, executed_at)
            SELECT gen_random_uuid(), account_id, 99, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role, realized_profit, false, simulated,
                evidence, event_sequence, executed_at FROM trade_executions LIMIT 1
            """);
        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
        Assert.Equal("trade_executions_paper_only", refusal.ConstraintName);
    }

    [Fact]
    public async Task The_application_role_cannot_become_the_owner()
    {
        TestDatabase database = await servers.SharedMigratedAsync();
        string owner = new NpgsqlConnectionStringBuilder(database.Owner).Username!;
        await using NpgsqlDataSource application = NpgsqlDataSource.Create(database.Application);
        foreach (string statement in (string[])[$"SET ROLE {owner}", $"SET SESSION AUTHORIZATION {owner}", $"GRANT {owner} TO CURRENT_USER", $"ALTER DATABASE {database.Name} SET session_replication_role = replica"])
        {
            await using NpgsqlCommand command = application.CreateCommand(statement);
            PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancellation));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task A_real_trade_cannot_be_copied_in_either()
    {
        TestDatabase database = await servers.SharedMigratedAsync();
        await using NpgsqlDataSource application = NpgsqlDataSource.Create(database.Application);
        await using NpgsqlConnection connection = await application.OpenConnectionAsync(Cancellation);
        PostgresException refusal = await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using TextWriter copy = await connection.BeginTextImportAsync("""
                COPY trade_executions (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role,
                    realized_profit, is_paper_trade, simulated, evidence, event_sequence, executed_at) FROM STDIN (FORMAT CSV)
                """, Cancellation);
            string id = Guid.NewGuid().ToString();
            await copy.WriteLineAsync($"{id},{id},1,{id},1,binance,BTC-USDT,buy,1,1,1,0,USDT,taker,0,false,true,{{}},1,2026-01-01");
        });
        Assert.Equal("trade_executions_paper_only", refusal.ConstraintName);
    }

    [Theory]
    [InlineData("ALTER TABLE accounts DROP CONSTRAINT accounts_is_virtual_check", "constraint accounts_is_virtual_check of accounts is missing", "is_virtual of accounts may be false")]
    [InlineData("ALTER TABLE orders ADD COLUMN exchange_order_id text", "table orders was changed", "orders has a column for an exchange's order id: exchange_order_id")]
    [InlineData("ALTER TABLE engine_events DISABLE TRIGGER engine_events_append_only", "trigger engine_events_append_only of engine_events was changed", "trigger engine_events_append_only is missing or disabled")]
    [InlineData("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$", "function refuse_change() was changed", null)]
    [InlineData("DROP INDEX audit_logs_by_event", "unique index audit_logs_by_event is missing", null)]
    [InlineData("CREATE TABLE planted (id integer)", "table planted is not ours", null)]
    [InlineData("CREATE RULE planted AS ON INSERT TO audit_logs DO INSTEAD NOTHING", "rule planted of audit_logs is not ours", null)]
    public async Task A_change_of_the_schema_by_other_hands_is_named(string change, string difference, string? hole)
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        SafetyStatusStore store = services.GetRequiredService<SafetyStatusStore>();
        Assert.Empty(await store.FindSchemaChangesAsync(Cancellation));
        await using (NpgsqlDataSource owner = NpgsqlDataSource.Create(database.Owner))
        await using (NpgsqlCommand command = owner.CreateCommand(change))
            await command.ExecuteNonQueryAsync(Cancellation);

        Assert.Contains(difference, await store.FindSchemaChangesAsync(Cancellation));
        if (hole is not null) Assert.Contains(hole, await store.FindDatabaseHolesAsync(Cancellation));
        // Migrate does not take the change for its own.
        List<string> said = [];
        await Storage.Migrations.Migrator.MigrateAsync(database.Owner, database.ApplicationRole, said.Add, Cancellation);
        Assert.Contains(said, line => line.Contains(difference, StringComparison.Ordinal));
        Assert.Contains(difference, await store.FindSchemaChangesAsync(Cancellation));
    }

    [Fact]
    public async Task The_databases_layer_has_no_hole_for_the_application_role_and_tells_what_the_owner_could_do()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using (ServiceProvider services = database.Services())
            Assert.Empty(await services.GetRequiredService<SafetyStatusStore>().FindDatabaseHolesAsync(Cancellation));
        await using (ServiceProvider services = (database with { Application = database.Owner }).Services())
            Assert.Contains("this role may update on engine_events", await services.GetRequiredService<SafetyStatusStore>().FindDatabaseHolesAsync(Cancellation));
        await using (NpgsqlDataSource owner = NpgsqlDataSource.Create(database.Owner))
        await using (NpgsqlCommand weaken = owner.CreateCommand("ALTER TABLE trade_executions DROP CONSTRAINT trade_executions_paper_only; ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_append_only"))
            await weaken.ExecuteNonQueryAsync(Cancellation);
        await using (ServiceProvider services = database.Services())
        {
            Assert.Equal(
                ["constraint trade_executions_paper_only is missing or not validated", "is_paper_trade of trade_executions may be false", "trigger audit_logs_append_only is missing or disabled"],
                await services.GetRequiredService<SafetyStatusStore>().FindDatabaseHolesAsync(Cancellation));
        }
    }
}
