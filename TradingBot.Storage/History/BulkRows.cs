using Npgsql;

namespace TradingBot.Storage.History;

/// <summary>
/// Stores many rows in the caller's transaction. Where the table has none in their time, they are copied straight into it, at the speed of plain COPY;
/// otherwise they are copied beside it and merged, which costs about as much again.
/// </summary>
internal static class BulkRows
{
    /// <summary>Whether the table may be copied into: it has no row of the series between the batch's bounds.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="condition">Of the series, with its values as $3 and following.</param>
    /// <param name="values">Those values.</param>
    /// <param name="cancellation">Ends the question.</param>
    public static async Task<bool> IsEmptyAsync(NpgsqlConnection connection, HistoryBatch batch, string condition, object[] values, CancellationToken cancellation)
    {
        await using NpgsqlCommand exists = new(
            $"SELECT NOT EXISTS (SELECT FROM {batch.Target.Table} WHERE {batch.Target.Time} >= $1 AND {batch.Target.Time} <= $2 AND {condition})", connection);
        foreach (object value in (object[])[batch.Span.First, batch.Span.Last, .. values]) exists.Parameters.Add(new() { Value = value });
        return (bool)(await exists.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Copies straight into the table. A row that is there after all makes the transaction fail (<see cref="PostgresErrorCodes.UniqueViolation"/>).</summary>
    public static async Task<StoredRows> CopyAsync(NpgsqlConnection connection, HistoryBatch batch, CancellationToken cancellation)
    {
        long count = await WriteAsync(connection, batch, batch.Target.Table, cancellation).ConfigureAwait(false);
        return new(count, count, 0);
    }

    /// <summary>Copies beside the table and merges: rows of a known key stay as they are, or are replaced.</summary>
    public static async Task<StoredRows> MergeAsync(NpgsqlConnection connection, HistoryBatch batch, bool replace, CancellationToken cancellation)
    {
        CopyTarget target = batch.Target;
        await ExecuteAsync(connection, $"CREATE TEMPORARY TABLE arriving (LIKE {target.Table}) ON COMMIT DROP", cancellation).ConfigureAwait(false);
        long count = await WriteAsync(connection, batch, "arriving", cancellation).ConfigureAwait(false);
        string same = string.Join(" AND ", target.Key.Select(column => $"known.{column} = arriving.{column}"));
        string differs = $"({Prefixed("known", target.Values)}) IS DISTINCT FROM ({{0}})";
        await using NpgsqlCommand compare = new($"""
            SELECT count(*) FROM arriving JOIN {target.Table} AS known ON {same}
            WHERE known.{target.Time} >= $1 AND known.{target.Time} <= $2 AND {string.Format(null, differs, Prefixed("arriving", target.Values))}
            """, connection) { CommandTimeout = 0 };
        compare.Parameters.Add(new() { Value = batch.Span.First });
        compare.Parameters.Add(new() { Value = batch.Span.Last });
        long different = (long)(await compare.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        string[] changing = target == CopyTarget.Candles ? [.. target.Values, "trade_count", "source"] : target.Values;
        string conflict = replace
            ? $"({string.Join(", ", target.Key)}) DO UPDATE SET ({string.Join(", ", changing)}) = ROW({Prefixed("excluded", changing)}) WHERE {string.Format(null, differs, Prefixed("excluded", target.Values))}"
            : "DO NOTHING";
        int stored = await ExecuteAsync(connection, $"INSERT INTO {target.Table} AS known SELECT * FROM arriving ON CONFLICT {conflict}", cancellation).ConfigureAwait(false);
        return new(count, stored, different);
    }

    private static string Prefixed(string table, string[] columns) => string.Join(", ", columns.Select(column => $"{table}.{column}"));

    private static async Task<long> WriteAsync(NpgsqlConnection connection, HistoryBatch batch, string table, CancellationToken cancellation)
    {
        await using BinaryCopy copy = await BinaryCopy.BeginAsync(connection, batch.Target.CopyInto(table), cancellation).ConfigureAwait(false);
        long count = await batch.WriteAsync(copy, cancellation).ConfigureAwait(false);
        await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        return count;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
