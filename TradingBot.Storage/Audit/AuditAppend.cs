using Npgsql;
using NpgsqlTypes;

namespace TradingBot.Storage.Audit;

/// <summary>One append to the chain: what is read under the lock, the rows that continue it, and their insert; two round trips however many rows.</summary>
internal sealed class AuditAppend
{
    private readonly HashSet<Guid> _known = [];
    private readonly Dictionary<Guid, string> _spelling = [];
    private readonly List<(AuditRecord Row, Guid EventId, byte[] Previous, byte[] Hash)> _rows = [];
    private byte[] _hash = AuditHasher.Genesis;

    private AuditAppend()
    {
    }

    /// <summary>Number of the last row.</summary>
    public long Sequence { get; private set; }

    /// <summary>Takes the lock until the end of the transaction, and reads what the new rows depend on.</summary>
    public static async Task<AuditAppend> PrepareAsync(NpgsqlConnection connection, long lockKey, AuditEntry[] entries, CancellationToken cancellation)
    {
        AuditAppend append = new();
        Guid[] ids = [.. entries.Select(entry => entry.EventId)];
        // Each statement sees what was committed when it began, so the head is read after the lock is held.
        await using NpgsqlBatch batch = new(connection)
        {
            BatchCommands =
            {
                new("SELECT pg_advisory_xact_lock($1)") { Parameters = { new() { Value = lockKey } } },
                new("SELECT sequence, hash FROM audit_logs ORDER BY sequence DESC LIMIT 1"),
                new("SELECT event_id FROM audit_logs WHERE event_id = ANY($1)") { Parameters = { new() { Value = ids } } },
                // The database's own spelling of the JSON is what later reads give, so that is what is hashed.
                new("SELECT id, (details::jsonb)::text FROM unnest($1, $2) AS given (id, details)")
                {
                    Parameters = { new() { Value = ids }, new() { Value = entries.Select(entry => entry.Details).ToArray() } },
                },
            },
        };
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        if (await reader.ReadAsync(cancellation).ConfigureAwait(false)) (append.Sequence, append._hash) = (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) append._known.Add(reader.GetGuid(0));
        await reader.NextResultAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) append._spelling.Add(reader.GetGuid(0), reader.GetString(1));
        return append;
    }

    /// <summary>Continues the chain, unless the event is in it.</summary>
    public void Add(AuditEntry entry, DateTimeOffset now, AuditHasher hasher)
    {
        if (_known.Contains(entry.EventId)) return;
        DateTimeOffset exact = (entry.OccurredAt ?? now).ToUniversalTime();
        DateTimeOffset occurredAt = exact.AddTicks(-(exact.UtcTicks % TimeSpan.TicksPerMicrosecond));
        AuditRecord row = new(++Sequence, entry.EventType, entry.Actor, entry.CorrelationId, _spelling[entry.EventId], occurredAt);
        byte[] hash = hasher.Hash(_hash, row, entry.EventId);
        _rows.Add((row, entry.EventId, _hash, hash));
        _hash = hash;
    }

    public async Task InsertAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (_rows.Count == 0) return;
        await using NpgsqlCommand insert = new("""
            INSERT INTO audit_logs (sequence, event_type, actor, correlation_id, details, occurred_at, event_id, prev_hash, hash)
            SELECT sequence, event_type, actor, correlation_id, details::jsonb, occurred_at, event_id, prev_hash, hash
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                AS row (sequence, event_type, actor, correlation_id, details, occurred_at, event_id, prev_hash, hash)
            ORDER BY sequence
            """, connection);
        insert.Parameters.Add(Column(row => row.Row.Sequence, NpgsqlDbType.Bigint));
        insert.Parameters.Add(Column(row => row.Row.EventType, NpgsqlDbType.Text));
        insert.Parameters.Add(Column(row => row.Row.Actor, NpgsqlDbType.Text));
        insert.Parameters.Add(Column(row => row.Row.CorrelationId, NpgsqlDbType.Text));
        insert.Parameters.Add(Column(row => row.Row.Details, NpgsqlDbType.Text));
        insert.Parameters.Add(Column(row => row.Row.OccurredAt, NpgsqlDbType.TimestampTz));
        insert.Parameters.Add(Column(row => row.EventId, NpgsqlDbType.Uuid));
        insert.Parameters.Add(Column(row => row.Previous, NpgsqlDbType.Bytea));
        insert.Parameters.Add(Column(row => row.Hash, NpgsqlDbType.Bytea));
        await insert.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private NpgsqlParameter Column<T>(Func<(AuditRecord Row, Guid EventId, byte[] Previous, byte[] Hash), T> value, NpgsqlDbType type) =>
        new() { Value = _rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
