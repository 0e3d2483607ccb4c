using Npgsql;
using NpgsqlTypes;

namespace TradingBot.Storage.Audit;

/// <summary>The append-only, hash-chained audit log.</summary>
public sealed class AuditLog(DatabaseConnections connections, AuditKey key, AuditSpill spill, AuditHeads heads, TimeProvider time)
{
    private const long LockKey = 7_241_904_612;
    private const int PortionMax = 500;
    private const string Columns = "sequence, event_type, actor, correlation_id, details::text, occurred_at";

    /// <summary>
    /// Appends rows in a short transaction of its own, under one lock: numbers have no gap, and each hash covers the one before. Rows that wait in the file
    /// go first. A row whose event is in the log already is left out, so an append whose outcome is not known can be repeated.
    /// </summary>
    /// <returns>The last row's number.</returns>
    /// <exception cref="StorageException">Rows wait, and another process is appending them: these would come before them.</exception>
    public async Task<long> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (spill.Bytes > 0 && !await AppendWaitingAsync(cancellation).ConfigureAwait(false))
            throw new StorageException($"Audit rows wait in {spill.Location}, and another process is appending them.");
        long last = 0;
        foreach (AuditEntry[] portion in entries.Chunk(PortionMax)) last = await AppendPortionAsync(portion, cancellation).ConfigureAwait(false);
        return last;
    }

    /// <summary>Appends one row.</summary>
    public Task<long> AppendAsync(AuditEntry entry, CancellationToken cancellation) => AppendAsync([entry], cancellation);

    /// <summary>Appends what waits in the file.</summary>
    /// <returns>False where another process is at it.</returns>
    public Task<bool> AppendWaitingAsync(CancellationToken cancellation) => spill.DrainAsync(portion => AppendPortionAsync(portion, cancellation), PortionMax);

    /// <summary>Walks the whole chain from the first row, and compares with the exported heads.</summary>
    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return await new AuditWalk(key, heads).RunAsync(connection, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the last row's number and hash.</summary>
    /// <returns>None while there is no row.</returns>
    public async Task<AuditHead?> ReadHeadAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = connections.Control.CreateCommand("SELECT sequence, hash FROM audit_logs ORDER BY sequence DESC LIMIT 1");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? new(reader.GetInt64(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)), time.GetUtcNow())
            : null;
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

    private async Task<long> AppendPortionAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        AuditEntry[] storable = [.. entries.Select(entry => entry.Storable()).DistinctBy(entry => entry.EventId)];
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        AuditAppend append = await AuditAppend.PrepareAsync(connection, LockKey, storable, cancellation).ConfigureAwait(false);
        using (AuditHasher hasher = new(key.Bytes))
        {
            foreach (AuditEntry entry in storable) append.Add(entry, time.GetUtcNow(), hasher);
        }
        await append.InsertAsync(connection, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return append.Sequence;
    }

    private static AuditRecord ReadRow(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5));
}
