using System.Globalization;
using Npgsql;

namespace TradingBot.Storage.Backup;

/// <summary>Rows and contents of one table.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Digest">Sum of the rows' hashes, whatever their order.</param>
public sealed record TableFacts(long Rows, string Digest);

/// <summary>What a database holds, to be compared with what comes out of its backup.</summary>
/// <param name="SchemaVersion">Number of the last migration.</param>
/// <param name="Tables">Every table, by name; partitions count as their parent.</param>
/// <param name="Ledger">Sum of the postings by asset and ledger account, such as <c>USDT free</c>, in plain decimals; those of an asset sum to zero.</param>
/// <param name="AuditRows">Number of the audit log's last row.</param>
/// <param name="AuditHead">Its hash, in hexadecimal digits; none where there is no row.</param>
/// <param name="JournalEvents">Sum of the accounts' journal heads: how many events were acknowledged.</param>
public sealed record DatabaseFacts(
    int SchemaVersion, IReadOnlyDictionary<string, TableFacts> Tables, IReadOnlyDictionary<string, string> Ledger, long AuditRows, string? AuditHead, long JournalEvents)
{
    private const string TableNames = """
        SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname COLLATE "C"
        """;

    /// <summary>Rows of all tables.</summary>
    public long Rows => Tables.Values.Sum(table => table.Rows);

    /// <summary>Reads every row of every table, in the transaction that the connection is in.</summary>
    public static async Task<DatabaseFacts> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // Texts of times and floating-point numbers must not depend on who asks.
        await ExecuteAsync(connection, "SET LOCAL TIME ZONE 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL statement_timeout = 0", cancellation).ConfigureAwait(false);
        Dictionary<string, TableFacts> tables = [];
        foreach (string table in await ReadAsync(connection, TableNames, reader => reader.GetString(0), cancellation).ConfigureAwait(false))
        {
            string query = $"SELECT count(*), coalesce(sum(hashtextextended(kept::text, 0)::numeric), 0)::text FROM public.\"{table}\" AS kept";
            tables.Add(table, (await ReadAsync(connection, query, reader => new TableFacts(reader.GetInt64(0), reader.GetString(1)), cancellation).ConfigureAwait(false))[0]);
        }
        (string Key, string Sum)[] ledger = [.. await ReadAsync(
            connection, "SELECT asset || ' ' || ledger_account, trim_scale(sum(amount))::text FROM ledger_entries GROUP BY 1",
            reader => (reader.GetString(0), reader.GetString(1)), cancellation).ConfigureAwait(false)];
        (long rows, string? head) = (await ReadAsync(
            connection, "SELECT coalesce(max(sequence), 0), (SELECT encode(hash, 'hex') FROM audit_logs ORDER BY sequence DESC LIMIT 1) FROM audit_logs",
            reader => (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1)), cancellation).ConfigureAwait(false))[0];
        (int version, long events) = (await ReadAsync(
            connection, "SELECT (SELECT coalesce(max(number), 0) FROM schema_migrations), (SELECT coalesce(sum(head_sequence), 0)::bigint FROM accounts)",
            reader => (reader.GetInt32(0), reader.GetInt64(1)), cancellation).ConfigureAwait(false))[0];
        return new(version, tables, ledger.ToDictionary(entry => entry.Key, entry => entry.Sum), rows, head, events);
    }

    /// <summary>Says in words what differs from <paramref name="restored"/>; nothing where all is equal.</summary>
    public IReadOnlyList<string> DifferencesFrom(DatabaseFacts restored)
    {
        ArgumentNullException.ThrowIfNull(restored);
        List<string> differences = [];
        if (restored.SchemaVersion != SchemaVersion) differences.Add($"schema version {restored.SchemaVersion} instead of {SchemaVersion}");
        foreach (string table in Tables.Keys.Union(restored.Tables.Keys).Order(StringComparer.Ordinal))
        {
            TableFacts? here = Tables.GetValueOrDefault(table), there = restored.Tables.GetValueOrDefault(table);
            if (here is null || there is null) differences.Add($"table {table} {(here is null ? "was not in the backup's list" : "is missing")}");
            else if (here.Rows != there.Rows) differences.Add(string.Create(CultureInfo.InvariantCulture, $"table {table} has {there.Rows} rows instead of {here.Rows}"));
            else if (here.Digest != there.Digest) differences.Add($"table {table} has other contents");
        }
        foreach (string sum in Ledger.Keys.Union(restored.Ledger.Keys).Order(StringComparer.Ordinal))
        {
            string here = Ledger.GetValueOrDefault(sum, "nothing"), there = restored.Ledger.GetValueOrDefault(sum, "nothing");
            if (here != there) differences.Add($"the ledger sums to {there} {sum} instead of {here}");
        }
        if (restored.AuditRows != AuditRows || restored.AuditHead != AuditHead)
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"the audit log ends with row {restored.AuditRows} instead of {AuditRows}, or with another hash"));
        return differences;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(row(reader));
        return rows;
    }
}
