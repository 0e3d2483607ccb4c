using Npgsql;

namespace TradingBot.Storage.Migrations;

/// <summary>What the services' role may do. It owns nothing, creates nothing, and can neither change nor remove a row of the append-only tables.</summary>
internal static class ApplicationGrants
{
    /// <summary>Tables whose rows are written once.</summary>
    public static readonly IReadOnlyList<string> AppendOnly = ["engine_events", "ledger_entries", "trade_executions", "audit_logs"];

    private static readonly string[] Inserted = ["signals", "equity_points", "reports", "control_acknowledgements"];

    private static readonly string[] Updated =
        ["instruments", "accounts", "orders", "positions", "strategies", "commands", "workers", "worker_leases", "safety_status", "feed_status", "venue_blocks",
         "api_keys", "api_usage", "candles", "market_trades", "data_imports", "data_ranges", "symbol_choices", "symbol_proposals", "followed_symbols"];

    public static async Task ApplyAsync(NpgsqlConnection connection, string role, CancellationToken cancellation)
    {
        await using (NpgsqlCommand exists = new("SELECT count(*) FROM pg_roles WHERE rolname = $1", connection) { Parameters = { new() { Value = role } } })
        {
            if (await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not 1L)
                throw new StorageException($"The role '{role}' of Database:ApplicationRole does not exist; create it first: CREATE ROLE {role} LOGIN PASSWORD '…'.");
        }
        // Rights are set from nothing each time, so a right that an older version gave does not linger. The name was checked to be a plain one.
        string sql = $"""
            REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};
            REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role};
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            REVOKE ALL ON SCHEMA public FROM {role};
            GRANT USAGE ON SCHEMA public TO {role};
            -- Bulk copies go through a temporary table.
            DO $$ BEGIN EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO {role}', current_database()); END $$;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
            GRANT INSERT ON {string.Join(", ", [.. AppendOnly, .. Inserted, .. Updated])} TO {role};
            GRANT UPDATE ON {string.Join(", ", [.. Updated, "control"])} TO {role};
            GRANT INSERT, DELETE ON account_snapshots TO {role};
            GRANT DELETE ON feed_status TO {role};
            GRANT EXECUTE ON FUNCTION ensure_candle_partition(timestamptz), ensure_market_trade_partition(timestamptz) TO {role};
            """;
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand command = new(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }
}
