using Npgsql;

namespace TradingBot.SafetyProof.Database;

/// <summary>A statement that the application's role must not get through, and for which reason.</summary>
/// <param name="Name">What the database does.</param>
/// <param name="State">SQLSTATE of the refusal.</param>
/// <param name="Constraint">The constraint that refuses, where one does.</param>
internal sealed record DatabaseAttempt(string Name, string Sql, string State, string? Constraint = null)
{
    private const string InsufficientPrivilege = PostgresErrorCodes.InsufficientPrivilege;

    private const string Columns = """
        execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role, realized_profit, simulated, evidence, event_sequence,
        executed_at, is_paper_trade
        """;

    private const string Values = "gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), 1, 'binance', 'BTC-USDT', 'buy', 1, 1, 1, 0, 'USDT', 'taker', 0, true, '{}', 1, now()";

    public static IReadOnlyList<DatabaseAttempt> All { get; } =
    [
        new("database refuses a real execution", $"INSERT INTO trade_executions ({Columns}) VALUES ({Values}, false)", PostgresErrorCodes.CheckViolation, "trade_executions_paper_only"),
        new("database refuses an execution that says neither", $"INSERT INTO trade_executions ({Columns}) VALUES ({Values}, NULL)", PostgresErrorCodes.NotNullViolation),
        new("database refuses a real execution by COPY", "COPY trade_executions FROM PROGRAM 'cat'", InsufficientPrivilege),
        new("database refuses a real execution instead of a paper one", $"INSERT INTO trade_executions ({Columns}) VALUES ({Values}, true) ON CONFLICT (execution_id) DO UPDATE SET is_paper_trade = false", InsufficientPrivilege),
        new("database has no exchange order id on an order", "UPDATE orders SET exchange_order_id = '1'", PostgresErrorCodes.UndefinedColumn),
        new("database has no exchange order id on an execution", "INSERT INTO trade_executions (exchange_order_id) VALUES ('1')", PostgresErrorCodes.UndefinedColumn),
        new("database refuses a column for exchange order ids", "ALTER TABLE orders ADD COLUMN exchange_order_id text", InsufficientPrivilege),
        new("database refuses to drop the constraint", "ALTER TABLE trade_executions DROP CONSTRAINT trade_executions_paper_only", InsufficientPrivilege),
        new("database refuses to change executions", "UPDATE trade_executions SET is_paper_trade = true", InsufficientPrivilege),
        new("database refuses to delete executions", "DELETE FROM trade_executions", InsufficientPrivilege),
        new("database refuses to empty a table", "TRUNCATE trade_executions", InsufficientPrivilege),
        new("database refuses to drop a table", "DROP TABLE trade_executions", InsufficientPrivilege),
        new("database refuses to disable triggers", "ALTER TABLE audit_logs DISABLE TRIGGER ALL", InsufficientPrivilege),
        new("database refuses to drop a trigger", "DROP TRIGGER audit_logs_append_only ON audit_logs", InsufficientPrivilege),
        new("database refuses to go round triggers", "SET session_replication_role = replica", InsufficientPrivilege),
        new("database refuses a trigger of the application's", "CREATE TRIGGER t BEFORE INSERT ON trade_executions FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", InsufficientPrivilege),
        new("database refuses to start a program", "COPY (SELECT 1) TO PROGRAM 'cat'", InsufficientPrivilege),
        new("database refuses to call another server as a subscriber", "CREATE SUBSCRIPTION real_trades CONNECTION 'host=203.0.113.5' PUBLICATION p WITH (connect = false)", InsufficientPrivilege),
        new("database refuses to call another server by a wrapper", "CREATE FOREIGN DATA WRAPPER real_trades", InsufficientPrivilege),
        new("database refuses to write a file", "SELECT lo_export(1, '/tmp/real-trades')", InsufficientPrivilege),
        new("database refuses to read a file", "SELECT pg_read_file('postgresql.conf')", InsufficientPrivilege),
        new("database refuses a library", "LOAD '/tmp/real-trades'", InsufficientPrivilege),
        new("database refuses a language", "CREATE LANGUAGE real_trades HANDLER plpgsql_call_handler", InsufficientPrivilege),
        new("database refuses a new table", "CREATE TABLE real_trades (id bigint)", InsufficientPrivilege),
        new("database refuses a new function", "CREATE FUNCTION real_trade() RETURNS void LANGUAGE sql AS 'SELECT'", InsufficientPrivilege),
        new("database refuses the owner's role", "DO $$ BEGIN EXECUTE format('SET ROLE %I', (SELECT tableowner FROM pg_tables WHERE tablename = 'trade_executions')); END $$", InsufficientPrivilege),
        new("database refuses more rights", "DO $$ BEGIN EXECUTE format('ALTER ROLE %I SUPERUSER', current_user); END $$", InsufficientPrivilege),
        new("database refuses to change the audit log", "UPDATE audit_logs SET actor = actor", InsufficientPrivilege),
        new("database refuses to delete from the audit log", "DELETE FROM audit_logs", InsufficientPrivilege),
        new("database refuses to change the journal", "UPDATE engine_events SET account_id = account_id", InsufficientPrivilege),
        new("database refuses to delete from the journal", "DELETE FROM engine_events", InsufficientPrivilege),
        new("database refuses to change the ledger", "UPDATE ledger_entries SET amount = amount", InsufficientPrivilege),
        new("database refuses to delete from the ledger", "DELETE FROM ledger_entries", InsufficientPrivilege),
    ];
}
