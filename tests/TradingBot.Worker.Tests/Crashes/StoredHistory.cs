using Npgsql;
using TradingBot.Engine.Events;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Tests.Crashes;

/// <summary>What the database has at one moment, read in one repeatable-read transaction, so that a worker may go on meanwhile.</summary>
internal sealed class StoredHistory
{
    public required ILookup<Guid, EngineEvent> Journals { get; init; }

    /// <summary>Head of each account's journal.</summary>
    public required IReadOnlyDictionary<Guid, long> Heads { get; init; }

    public required IReadOnlyDictionary<(Guid Account, string Asset), (decimal Free, decimal Locked)> Balances { get; init; }

    public required IReadOnlyDictionary<Guid, (Guid Account, string Status, decimal Quantity, decimal Filled)> Orders { get; init; }

    public required ILookup<Guid, decimal> FilledByOrder { get; init; }

    public required IReadOnlyDictionary<(Guid Account, int Instrument), decimal> Positions { get; init; }

    /// <summary>Answered commands of the load, by key.</summary>
    public required IReadOnlyDictionary<string, CommandReply> Answers { get; init; }

    /// <summary>Orders that clients asked for and were answered about.</summary>
    public required long PlaceCommands { get; init; }

    /// <summary>Largest deviation of the ledger from zero or from the balances.</summary>
    public required decimal LedgerDrift { get; init; }

    /// <summary>State hashes that live workers stored, each with the last event that is in it.</summary>
    public required ILookup<Guid, (long Sequence, string StateHash)> Snapshots { get; init; }

    public required int QueueDepth { get; init; }

    public static async Task<StoredHistory> ReadAsync(TestDatabase database)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(database.Application) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlTransaction moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row) => RowsAsync(connection, moment, sql, row);
        return new()
        {
            Journals = (await ReadAsync("SELECT account_id, payload FROM engine_events ORDER BY account_id, sequence", row => (row.GetGuid(0), JournalJson.ReadEvent(row.GetString(1)))))
                .ToLookup(row => row.Item1, row => row.Item2),
            Heads = (await ReadAsync("SELECT account_id, head_sequence FROM accounts", row => (row.GetGuid(0), row.GetInt64(1)))).ToDictionary(row => row.Item1, row => row.Item2),
            Balances = (await ReadAsync("SELECT account_id, asset, free, locked FROM balances", row => ((row.GetGuid(0), row.GetString(1)), (row.GetDecimal(2), row.GetDecimal(3)))))
                .ToDictionary(row => row.Item1, row => row.Item2),
            Orders = (await ReadAsync("SELECT order_id, account_id, status, quantity, filled_quantity FROM orders",
                row => (row.GetGuid(0), (row.GetGuid(1), row.GetString(2), row.GetDecimal(3), row.GetDecimal(4))))).ToDictionary(row => row.Item1, row => row.Item2),
            FilledByOrder = (await ReadAsync("SELECT order_id, quantity FROM trade_executions", row => (row.GetGuid(0), row.GetDecimal(1)))).ToLookup(row => row.Item1, row => row.Item2),
            Positions = (await ReadAsync("SELECT account_id, instrument_id, quantity FROM positions", row => ((row.GetGuid(0), row.GetInt32(1)), row.GetDecimal(2))))
                .ToDictionary(row => row.Item1, row => row.Item2),
            Answers = (await ReadAsync("SELECT idempotency_key, answer FROM commands WHERE actor = 'load' AND state = 'completed'",
                row => (row.GetString(0), System.Text.Json.JsonSerializer.Deserialize<CommandReply>(row.GetString(1), JournalJson.Options)!))).ToDictionary(row => row.Item1, row => row.Item2),
            // An order that could not be read (a price finer than any market's) is answered without the journal.
            PlaceCommands = (await ReadAsync("SELECT count(*) FROM commands WHERE kind = 'place_order' AND state = 'completed' AND answer ->> 'orderId' IS NOT NULL", row => row.GetInt64(0)))[0],
            LedgerDrift = (await ReadAsync("""
                SELECT coalesce(max(abs(drift)), 0) FROM (
                    SELECT sum(amount) AS drift FROM ledger_entries GROUP BY account_id, asset
                    UNION ALL
                    SELECT coalesce(lines.free, 0) - balances.free FROM balances LEFT JOIN (
                        SELECT account_id, asset, sum(amount) AS free FROM ledger_entries WHERE ledger_account = 'free' GROUP BY account_id, asset) AS lines USING (account_id, asset)
                    UNION ALL SELECT least(free, locked, 0) FROM balances) AS drifts
                """, row => row.GetDecimal(0)))[0],
            Snapshots = (await ReadAsync("SELECT account_id, sequence, state_hash FROM account_snapshots", row => (row.GetGuid(0), (row.GetInt64(1), row.GetString(2))))).ToLookup(row => row.Item1, row => row.Item2),
            QueueDepth = (await ReadAsync("SELECT coalesce(max(queue_depth), 0) FROM workers", row => row.GetInt32(0)))[0],
        };
    }

    private static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, NpgsqlTransaction moment, string sql, Func<NpgsqlDataReader, T> row)
    {
        await using NpgsqlCommand select = new(sql, connection, moment);
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) rows.Add(row(reader));
        return rows;
    }
}
