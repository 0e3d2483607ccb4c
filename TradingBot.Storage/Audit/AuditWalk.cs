using System.Buffers.Binary;
using System.Globalization;
using Npgsql;

namespace TradingBot.Storage.Audit;

/// <summary>Walks the chain and, beside it, the exported heads. Rows are streamed: memory does not grow with their number.</summary>
internal sealed class AuditWalk(AuditKey key, AuditHeads heads)
{
    // Text and uuid come as their bytes, numbers big-endian, a time as microseconds since 2000.
    private const string Query = """
        COPY (SELECT sequence, occurred_at, event_type, actor, correlation_id, details::text, event_id, prev_hash, hash FROM audit_logs ORDER BY sequence) TO STDOUT (FORMAT BINARY)
        """;

    private const int TextColumns = 4;

    public async Task<AuditVerdict> RunAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        using AuditHasher hasher = new(key.Bytes);
        using IEnumerator<AuditHead?> exported = heads.Read().GetEnumerator();
        bool isExported = exported.MoveNext();
        byte[] previous = new byte[AuditHasher.HashLength], hash = new byte[AuditHasher.HashLength];
        long rows = 0;
        int compared = 0;
        // No limit of time: a long chain takes long, and who asked can cancel.
        await using (NpgsqlCommand patience = new("SET statement_timeout = 0", connection)) await patience.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await using Stream stream = await connection.BeginRawBinaryCopyAsync(Query, cancellation).ConfigureAwait(false);
        CopyReader reader = new(stream);
        await reader.ReadHeaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.NextRowAsync(cancellation).ConfigureAwait(false))
        {
            if (Compare(reader, hasher, previous, hash, ++rows) is { } broken) return Broken(rows, previous, broken);
            if (isExported && exported.Current is null) return Broken(rows, previous, $"the file {heads.Location} has a line that was not written by us, before the head of row {rows} or later");
            if (isExported && exported.Current!.Sequence == rows)
            {
                if (!hash.AsSpan().SequenceEqual(Convert.FromHexString(exported.Current.Hash)))
                    return Broken(rows, previous, string.Create(CultureInfo.InvariantCulture, $"row {rows} is not the one that was exported at {exported.Current.ExportedAt:u}: the chain was written anew"));
                compared++;
                isExported = exported.MoveNext();
            }
            (previous, hash) = (hash, previous);
        }
        if (isExported) return Broken(rows + 1, previous, Missing(rows, exported.Current));
        return new(rows, null, rows == 0 ? null : Convert.ToHexStringLower(previous), compared == 0 ? $"{rows} rows verify" : $"{rows} rows verify, and {compared} exported heads agree");
    }

    /// <summary>Holds a row against the one before; then <paramref name="hash"/> is its hash.</summary>
    private static string? Compare(CopyReader reader, AuditHasher hasher, byte[] previous, byte[] hash, long rows)
    {
        long sequence = BinaryPrimitives.ReadInt64BigEndian(reader.Column());
        if (sequence != rows) return $"row {rows} is missing: row {sequence} follows row {rows - 1}";
        hasher.Begin(previous, sequence, AuditHasher.ChainMicroseconds(BinaryPrimitives.ReadInt64BigEndian(reader.Column())));
        for (int column = 0; column < TextColumns; column++) hasher.Append(reader.Column());
        hasher.AppendId(reader.Column());
        if (!reader.Column().SequenceEqual(previous)) return $"row {rows} does not continue the row before it";
        hasher.Finish(hash);
        return reader.Column().SequenceEqual(hash) ? null : $"row {rows} was changed, or written with another key";
    }

    private string Missing(long rows, AuditHead? next) => next is null
        ? $"the file {heads.Location} has a line that was not written by us, after the head of row {rows}"
        : string.Create(CultureInfo.InvariantCulture, $"row {rows + 1} is missing: the log ends with row {rows}, but row {next.Sequence} was exported at {next.ExportedAt:u}");

    private static AuditVerdict Broken(long row, byte[] previous, string detail) => new(row, row, Convert.ToHexStringLower(previous), detail);
}
