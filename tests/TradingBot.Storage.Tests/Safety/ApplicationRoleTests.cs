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
                ["constraint trade_executions_paper_only is missing or not validated", "trigger audit_logs_append_only is missing or disabled"],
                await services.GetRequiredService<SafetyStatusStore>().FindDatabaseHolesAsync(Cancellation));
        }
    }
}
