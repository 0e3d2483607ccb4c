using Npgsql;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.History;

/// <summary>A missing stretch of a series.</summary>
/// <param name="From">Start, inclusive.</param>
/// <param name="To">End, exclusive.</param>
/// <param name="Reason">notFetched: nobody asked, or the file lacks it; venueHasNone: the venue was asked and has nothing.</param>
public sealed record HistoryGap(DateTimeOffset From, DateTimeOffset To, string Reason);

/// <summary>A stored series.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Kind">candles, trades or aggTrades.</param>
/// <param name="IntervalSeconds">Length of the candles; 0 for trades.</param>
/// <param name="Simulated">Whether the market was the simulator's.</param>
/// <param name="From">First known time: of an import, or of the first row.</param>
/// <param name="To">End of the last known time, exclusive for imports.</param>
/// <param name="Rows">Rows stored.</param>
/// <param name="ImportedRows">Of these, by imports; the others were written by the worker.</param>
/// <param name="Sources">rest, file, worker.</param>
/// <param name="Gaps">What is missing between the first and the last imported time.</param>
public sealed record StoredSeries(
    string Venue, string Symbol, string Kind, int IntervalSeconds, bool Simulated, DateTimeOffset From, DateTimeOffset To, long Rows, long ImportedRows,
    IReadOnlyList<string> Sources, IReadOnlyList<HistoryGap> Gaps);

/// <summary>Which series to read; null means any.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Kind">Candles or trades.</param>
/// <param name="IntervalSeconds">Length of candles.</param>
/// <param name="Simulated">The simulator's market, or the exchanges'.</param>
public sealed record SeriesFilter(string? Venue = null, string? Symbol = null, HistoryKind? Kind = null, int? IntervalSeconds = null, bool? Simulated = null);

/// <summary>Tells what of the market's past is stored.</summary>
public sealed class HistoryReader(DatabaseConnections connections)
{
    private const int GapsMax = 1_000;

    // Candles are counted; trades, of which there are many more, are written by imports only, so their counts are known.
    private const string SeriesSql = """
        WITH imported AS (
            SELECT instrument_id, kind, interval_seconds, simulated, min(r.from_time) AS from_time, max(r.to_time) AS to_time
            FROM data_imports i JOIN data_ranges r USING (import_id) WHERE r.has_data GROUP BY 1, 2, 3, 4
        ), counts AS (
            SELECT instrument_id, kind, interval_seconds, simulated, sum(rows_stored)::bigint AS rows, array_agg(DISTINCT origin ORDER BY origin DESC) AS sources
            FROM data_imports GROUP BY 1, 2, 3, 4
        ), stored AS (
            SELECT instrument_id, 'candles' AS kind, interval_seconds, simulated, count(*) AS rows, min(open_time) AS first,
                max(open_time) + make_interval(secs => interval_seconds) AS last,
                bool_or(source = 'live') AS live
            FROM candles
            WHERE ($3::text IS NULL OR $3 = 'candles') AND ($4::integer IS NULL OR interval_seconds = $4) AND ($5::boolean IS NULL OR simulated = $5)
            GROUP BY 1, 2, 3, 4
        )
        SELECT n.venue, n.symbol, k.kind, k.interval_seconds, k.simulated, least(i.from_time, s.first), greatest(i.to_time, s.last),
            coalesce(s.rows, c.rows), coalesce(c.rows, 0), coalesce(c.sources, '{}'), coalesce(s.live, false)
        FROM (SELECT instrument_id, kind, interval_seconds, simulated FROM imported
              UNION SELECT instrument_id, kind, interval_seconds, simulated FROM stored) AS k
        JOIN instruments n USING (instrument_id)
        LEFT JOIN imported i USING (instrument_id, kind, interval_seconds, simulated)
        LEFT JOIN counts c USING (instrument_id, kind, interval_seconds, simulated)
        LEFT JOIN stored s USING (instrument_id, kind, interval_seconds, simulated)
        WHERE ($1::text IS NULL OR n.venue = $1) AND ($2::text IS NULL OR n.symbol = $2) AND ($3::text IS NULL OR k.kind = $3)
            AND ($4::integer IS NULL OR k.interval_seconds = $4) AND ($5::boolean IS NULL OR k.simulated = $5)
        ORDER BY n.venue, n.symbol, k.kind, k.interval_seconds, k.simulated
        """;

    private const string GapsSql = """
        SELECT n.venue, n.symbol, g.kind, g.interval_seconds, g.simulated, g.from_time, g.to_time, g.reason
        FROM data_gaps g JOIN instruments n USING (instrument_id)
        WHERE ($1::text IS NULL OR n.venue = $1) AND ($2::text IS NULL OR n.symbol = $2) AND ($3::text IS NULL OR g.kind = $3)
            AND ($4::integer IS NULL OR g.interval_seconds = $4) AND ($5::boolean IS NULL OR g.simulated = $5)
        ORDER BY g.from_time LIMIT $6
        """;

    /// <summary>The stored series with their gaps, at most 1000 gaps in all.</summary>
    public async Task<IReadOnlyList<StoredSeries>> ReadAsync(SeriesFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        object?[] values = Values(filter);
        ILookup<(string, string, string, int, bool), HistoryGap> gaps = (await connections.Shared.ReadAsync(GapsSql, [.. values, GapsMax], reader => (Key(reader), new HistoryGap(
            reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7))), cancellation).ConfigureAwait(false))
            .ToLookup(pair => pair.Item1, pair => pair.Item2);
        return await connections.Shared.ReadAsync(SeriesSql, values, reader => Series(reader, gaps), cancellation).ConfigureAwait(false);
    }

    private static StoredSeries Series(NpgsqlDataReader reader, ILookup<(string, string, string, int, bool), HistoryGap> gaps)
    {
        (string venue, string symbol, string kind, int interval, bool simulated) = Key(reader);
        long rows = reader.GetInt64(7);
        long imported = reader.GetInt64(8);
        string[] sources = reader.GetFieldValue<string[]>(9);
        // Imports may have replaced rows of the worker, so a count alone would not tell that it has written some.
        if (reader.GetBoolean(10) || rows > imported) sources = [.. sources, "worker"];
        return new(venue, symbol, kind, interval, simulated, reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6),
            rows, Math.Min(imported, rows), sources, [.. gaps[(venue, symbol, kind, interval, simulated)]]);
    }

    private static (string Venue, string Symbol, string Kind, int Interval, bool Simulated) Key(NpgsqlDataReader reader) =>
        (reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetBoolean(4));

    private static object?[] Values(SeriesFilter filter) =>
        [filter.Venue, filter.Symbol, filter.Kind is { } kind ? StoredNames.Of(kind) : null, filter.IntervalSeconds, filter.Simulated];
}
