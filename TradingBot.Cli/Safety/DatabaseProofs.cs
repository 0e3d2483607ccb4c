using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage;
using TradingBot.Storage.Safety;

namespace TradingBot.Cli.Safety;

/// <summary>
/// Tries what the database must refuse. Each attempt runs in a transaction that is rolled back, so a hole shows but does no harm;
/// an attempt must fail for the right reason.
/// </summary>
internal static class DatabaseProofs
{
    private const string InsufficientPrivilege = "42501";

    private static readonly (string Name, string Sql, string State, string? Constraint)[] Attempts =
    [
        ("database refuses a real execution", """
            INSERT INTO trade_executions (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role,
                realized_profit, is_paper_trade, simulated, evidence, event_sequence, executed_at)
            VALUES (gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), 1, 'binance', 'BTC-USDT', 'buy', 1, 1, 1, 0, 'USDT', 'taker', 0, false, true, '{}', 1, now())
            """, PostgresErrorCodes.CheckViolation, "trade_executions_paper_only"),
        ("database refuses to drop the constraint", "ALTER TABLE trade_executions DROP CONSTRAINT trade_executions_paper_only", InsufficientPrivilege, null),
        ("database refuses to change executions", "UPDATE trade_executions SET is_paper_trade = true", InsufficientPrivilege, null),
        ("database refuses to disable triggers", "ALTER TABLE audit_logs DISABLE TRIGGER ALL", InsufficientPrivilege, null),
        ("database refuses to change the audit log", "UPDATE audit_logs SET actor = actor", InsufficientPrivilege, null),
        ("database refuses to delete from the audit log", "DELETE FROM audit_logs", InsufficientPrivilege, null),
        ("database refuses to delete from the journal", "DELETE FROM engine_events", InsufficientPrivilege, null),
        ("database refuses to change the ledger", "UPDATE ledger_entries SET amount = amount", InsufficientPrivilege, null),
    ];

    /// <exception cref="UnreachableException">The database can't be reached.</exception>
    public static async Task<IReadOnlyList<SafetyCheck>> TryAllAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            var checks = new List<SafetyCheck>();
            await using NpgsqlConnection connection = new(connectionString);
            await connection.OpenAsync(cancellation);
            foreach (var attempt in Attempts) checks.Add(await TryAsync(connection, attempt.Name, attempt.Sql, attempt.State, attempt.Constraint, cancellation));
            checks.Add(await LookForHolesAsync(connectionString, cancellation));
            return checks;
        }
        catch (ArgumentException unreadable)
        {
            throw new UnreachableException($"The connection string of the database can't be read: {unreadable.Message}");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw new UnreachableException($"The database can't be asked: {failure.InnerException?.Message ?? failure.Message}");
        }
    }

    private static async Task<SafetyCheck> TryAsync(NpgsqlConnection connection, string name, string sql, string state, string? constraint, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
            return new(name, "hole", "it was let through (and rolled back)");
        }
        catch (PostgresException refused)
        {
            bool isRight = refused.SqlState == state && (constraint is null || refused.ConstraintName == constraint);
            return new(name, isRight ? "ok" : "unknown", $"{refused.SqlState}: {refused.MessageText}");
        }
        finally
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
    }

    private static async Task<SafetyCheck> LookForHolesAsync(string connectionString, CancellationToken cancellation)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:trading_bot", connectionString)]).Build();
        await using var connections = new DatabaseConnections(configuration);
        IReadOnlyList<string> holes = await new SafetyStatusStore(connections).FindDatabaseHolesAsync(cancellation);
        return new("database constraints, triggers and rights", holes.Count == 0 ? "ok" : "hole", holes.Count == 0 ? "all in place" : string.Join("; ", holes));
    }
}
