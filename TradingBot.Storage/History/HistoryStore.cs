using Npgsql;
using TradingBot.Engine.Bars;
using TradingBot.Engine.MarketData;
using TradingBot.Storage.Candles;

namespace TradingBot.Storage.History;

/// <summary>
/// The market's past: candles and trades with where they came from and which stretches of time are known. Rows, their provenance and their ranges are
/// written in one transaction, so an import that is interrupted goes on where it was. Thread-safe.
/// </summary>
public sealed class HistoryStore(DatabaseConnections connections, CandleStore candles)
{
    private readonly MonthPartitions _tradePartitions = new(connections, "ensure_market_trade_partition");

    /// <summary>Begins an import, or goes on with one of the same series, name and range that was not finished.</summary>
    public async Task<HistoryImport> BeginAsync(HistorySeries series, ImportOrigin origin, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(origin);
        object?[] key = [.. series.Key, origin.Name, origin.From, origin.To];
        List<long> unfinished = origin.Sha256 is not null ? [] : await connections.Shared.ReadAsync("""
            UPDATE data_imports SET state = 'running', updated_at = clock_timestamp() WHERE import_id = (
                SELECT max(import_id) FROM data_imports WHERE instrument_id = $1 AND kind = $2 AND interval_seconds = $3 AND simulated = $4
                    AND name = $5 AND from_time = $6 AND to_time = $7 AND origin = 'rest' AND state <> 'complete')
            RETURNING import_id
            """, key, reader => reader.GetInt64(0), cancellation).ConfigureAwait(false);
        if (unfinished.Count > 0) return new(unfinished[0], series, Resumed: true);
        List<long> begun = await connections.Shared.ReadAsync("""
            INSERT INTO data_imports (instrument_id, kind, interval_seconds, simulated, name, from_time, to_time, origin, sha256, rows_refused, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'running') RETURNING import_id
            """, [.. key, origin.Sha256 is null ? "rest" : "file", new NpgsqlParameter { Value = (object?)origin.Sha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, origin.Refused],
            reader => reader.GetInt64(0), cancellation).ConfigureAwait(false);
        return new(begun[0], series, Resumed: false);
    }

    /// <summary>Stores candles and what is now known, all or nothing.</summary>
    /// <param name="import">The import they belong to.</param>
    /// <param name="bars">Any number; intervals without trades have none.</param>
    /// <param name="known">What is known of the past by these candles.</param>
    /// <param name="source">Where they came from.</param>
    /// <param name="replace">Whether stored candles with other values are replaced.</param>
    /// <param name="cancellation">Ends it; then nothing of this call is stored.</param>
    public async Task<StoredRows> StoreAsync(
        HistoryImport import, IReadOnlyCollection<Bar> bars, IReadOnlyCollection<KnownRange> known, CandleSource source, bool replace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(import);
        ArgumentNullException.ThrowIfNull(bars);
        return await candles.StoreAsync(
            [.. bars.Select(bar => (import.Series.Instrument, bar))], source, import.Series.Simulated, replace, (connection, rows) => NoteAsync(connection, import, rows, known, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Stores trades and what is now known, all or nothing.</summary>
    /// <param name="import">The import they belong to.</param>
    /// <param name="trades">In order of time, read once and not kept.</param>
    /// <param name="span">Times of the first and the last trade.</param>
    /// <param name="known">What is known of the past by these trades.</param>
    /// <param name="replace">Whether stored trades with other values are replaced.</param>
    /// <param name="cancellation">Ends it; then nothing of this call is stored.</param>
    public async Task<StoredRows> StoreAsync(
        HistoryImport import, IAsyncEnumerable<HistoricalTrade> trades, (DateTimeOffset First, DateTimeOffset Last)? span, IReadOnlyCollection<KnownRange> known,
        bool replace, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(import);
        HistorySeries series = import.Series;
        TradeBatch? batch = span is { } times ? new(series, trades, times.First, times.Last) : null;
        if (batch is not null) await _tradePartitions.EnsureAsync(batch.Months, cancellation).ConfigureAwait(false);
        await using NpgsqlConnection connection = await connections.Shared.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        StoredRows stored = default;
        if (batch is not null)
        {
            // Only imports write trades, so under this lock an empty time stays empty until the commit.
            await using NpgsqlCommand hold = new("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", connection);
            hold.Parameters.Add(new() { Value = $"history {string.Join(' ', series.Key)}" });
            await hold.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            bool isEmpty = await BulkRows.IsEmptyAsync(connection, batch, "instrument_id = $3 AND aggregated = $4 AND simulated = $5",
                [series.Instrument.Id.Number, series.Kind == HistoryKind.AggregatedTrades, series.Simulated], cancellation).ConfigureAwait(false);
            stored = isEmpty
                ? await BulkRows.CopyAsync(connection, batch, cancellation).ConfigureAwait(false)
                : await BulkRows.MergeAsync(connection, batch, replace, cancellation).ConfigureAwait(false);
        }
        await NoteAsync(connection, import, stored, known, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return stored;
    }

    /// <summary>Says that an import is done, or that it ended before.</summary>
    public Task EndAsync(HistoryImport import, bool complete, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(import);
        return connections.Shared.ExecuteAsync("UPDATE data_imports SET state = $2, updated_at = clock_timestamp() WHERE import_id = $1",
            [import.Id, complete ? "complete" : "interrupted"], cancellation);
    }

    /// <summary>What of a stretch of time is not known yet, in order.</summary>
    public async Task<IReadOnlyList<KnownRange>> ReadUnknownAsync(HistorySeries series, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(series);
        return await connections.Shared.ReadAsync("""
            SELECT lower(piece), upper(piece) FROM unnest(tstzmultirange(tstzrange($5, $6)) - (
                SELECT coalesce(range_agg(tstzrange(r.from_time, r.to_time)), '{}') FROM data_ranges r JOIN data_imports i USING (import_id)
                WHERE i.instrument_id = $1 AND i.kind = $2 AND i.interval_seconds = $3 AND i.simulated = $4)) AS piece ORDER BY piece
            """, [.. series.Key, from, to], reader => new KnownRange(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1), HasData: false), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Counts rows for the import and adds its ranges, extending the last one where they touch, so that paging makes one range and not thousands.</summary>
    private static async Task NoteAsync(
        NpgsqlConnection connection, HistoryImport import, StoredRows rows, IReadOnlyCollection<KnownRange> known, CancellationToken cancellation)
    {
        await using (NpgsqlCommand count = new("""
            UPDATE data_imports SET rows_read = rows_read + $2, rows_stored = rows_stored + $3, rows_different = rows_different + $4, updated_at = clock_timestamp()
            WHERE import_id = $1
            """, connection))
        {
            foreach (long value in (long[])[import.Id, rows.Read, rows.Stored, rows.Different]) count.Parameters.Add(new() { Value = value });
            await count.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        foreach (KnownRange range in known)
        {
            await using NpgsqlCommand note = new("""
                WITH touching AS (
                    UPDATE data_ranges SET to_time = greatest(to_time, $3)
                    WHERE range_id = (SELECT max(range_id) FROM data_ranges WHERE import_id = $1) AND has_data = $4 AND from_time <= $2 AND to_time >= $2
                    RETURNING 1)
                INSERT INTO data_ranges (import_id, from_time, to_time, has_data) SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM touching)
                """, connection);
            foreach (object value in (object[])[import.Id, range.From, range.To, range.HasData]) note.Parameters.Add(new() { Value = value });
            await note.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
