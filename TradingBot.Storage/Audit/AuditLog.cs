using Npgsql;
using NpgsqlTypes;

namespace TradingBot.Storage.Audit;

/// <summary>The append-only, hash-chained audit log.</summary>
public sealed class AuditLog(DatabaseConnections connections, AuditKey key, TimeProvider time)
{
    private const long LockKey = 7_241_904_612;
    private const string Columns = "sequence, event_type, actor, correlation_id, details::text, occurred_at";

    /// <summary>Appends rows in a short transaction of its own, under one lock: numbers have no gap, and each hash covers the one before.</summary>
    /// <returns>The last row's number.</returns>
    public async Task<long> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (NpgsqlCommand hold = new($"SELECT pg_advisory_xact_lock({LockKey})", connection, transaction))
            await hold.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        (long sequence, byte[] hash) = await ReadHeadAsync(connection, cancellation).ConfigureAwait(false);
        foreach (AuditEntry entry in entries)
        {
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset occurredAt = now.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMicrosecond));
            // The database's own spelling of the JSON is what later reads give, so that is what is hashed.
            string details = await CanonicalAsync(connection, entry.Details, cancellation).ConfigureAwait(false);
            AuditRecord row = new(++sequence, entry.EventType, entry.Actor, entry.CorrelationId, details, occurredAt);
            byte[] next = AuditChain.Hash(key.Bytes, hash, row);
            await InsertAsync(connection, row, hash, next, cancellation).ConfigureAwait(false);
            hash = next;
        }
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return sequence;
    }

    /// <summary>Appends one row.</summary>
    public Task<long> AppendAsync(AuditEntry entry, CancellationToken cancellation) => AppendAsync([entry], cancellation);

    /// <summary>Walks the whole chain from the first row.</summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand select = new($"SELECT {Columns}, prev_hash, hash FROM audit_logs ORDER BY sequence", connection) { CommandTimeout = 0 };
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        byte[] previous = AuditChain.Genesis;
        long rows = 0;
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            AuditRecord row = ReadRow(reader);
            rows++;
            if (row.Sequence != rows) return new(rows, rows, Convert.ToHexStringLower(previous), $"row {rows} is missing: row {row.Sequence} follows row {rows - 1}");
            if (!reader.GetFieldValue<byte[]>(6).AsSpan().SequenceEqual(previous))
                return new(rows, rows, Convert.ToHexStringLower(previous), $"row {rows} does not continue the row before it");
            byte[] hash = AuditChain.Hash(key.Bytes, previous, row);
            if (!reader.GetFieldValue<byte[]>(7).AsSpan().SequenceEqual(hash))
                return new(rows, rows, Convert.ToHexStringLower(previous), $"row {rows} was changed, or written with another key");
            previous = hash;
        }
        return new(rows, null, rows == 0 ? null : Convert.ToHexStringLower(previous), $"{rows} rows verify");
    }

    /// <summary>Reads rows, newest first.</summary>
    /// <param name="eventType">Only this type; all where none.</param>
    /// <param name="from">Not before; open where none.</param>
    /// <param name="before">Only rows with a lower number; open where none.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<IReadOnlyList<AuditRecord>> ReadAsync(string? eventType, DateTimeOffset? from, long? before, int limit, CancellationToken cancellation)
    {
        await using NpgsqlCommand select = connections.Shared.CreateCommand($"""
            SELECT {Columns} FROM audit_logs
            WHERE ($1::text IS NULL OR event_type = $1) AND ($2::timestamptz IS NULL OR occurred_at >= $2) AND ($3::bigint IS NULL OR sequence < $3)
            ORDER BY sequence DESC LIMIT $4
            """);
        select.Parameters.Add(new() { Value = (object?)eventType ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        select.Parameters.Add(new() { Value = (object?)from ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        select.Parameters.Add(new() { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        select.Parameters.Add(new() { Value = Math.Clamp(limit, 1, 1_000) });
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<AuditRecord> rows = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(ReadRow(reader));
        return rows;
    }

    /// <summary>Counts rows of a type since a time.</summary>
    public async Task<long> CountAsync(string eventType, DateTimeOffset from, CancellationToken cancellation)
    {
        await using NpgsqlCommand count = connections.Shared.CreateCommand("SELECT count(*) FROM audit_logs WHERE event_type = $1 AND occurred_at >= $2");
        count.Parameters.Add(new() { Value = eventType });
        count.Parameters.Add(new() { Value = from });
        return (long)(await count.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    private static AuditRecord ReadRow(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5));

    private static async Task<(long Sequence, byte[] Hash)> ReadHeadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using NpgsqlCommand head = new("SELECT sequence, hash FROM audit_logs ORDER BY sequence DESC LIMIT 1", connection);
        await using NpgsqlDataReader reader = await head.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : (0, AuditChain.Genesis);
    }

    private static async Task<string> CanonicalAsync(NpgsqlConnection connection, string details, CancellationToken cancellation)
    {
        await using NpgsqlCommand canonical = new("SELECT ($1::jsonb)::text", connection);
        canonical.Parameters.Add(new() { Value = details, NpgsqlDbType = NpgsqlDbType.Text });
        return (string)(await canonical.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, AuditRecord row, byte[] previous, byte[] hash, CancellationToken cancellation)
    {
        await using NpgsqlCommand insert = new("""
            INSERT INTO audit_logs (sequence, event_type, actor, correlation_id, details, occurred_at, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, connection);
        insert.Parameters.Add(new() { Value = row.Sequence });
        insert.Parameters.Add(new() { Value = row.EventType });
        insert.Parameters.Add(new() { Value = row.Actor });
        insert.Parameters.Add(new() { Value = row.CorrelationId });
        insert.Parameters.Add(new() { Value = row.Details, NpgsqlDbType = NpgsqlDbType.Jsonb });
        insert.Parameters.Add(new() { Value = row.OccurredAt });
        insert.Parameters.Add(new() { Value = previous });
        insert.Parameters.Add(new() { Value = hash });
        await insert.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
