namespace TradingBot.Storage.History;

/// <content>The queries: $1 to $5 are the series, $6 and $7 the time.</content>
public sealed partial class HistoryCheck
{
    private const string Instrument = "(SELECT instrument_id FROM instruments WHERE venue = $1 AND symbol = $2)";

    private const string Candles = $"candles c WHERE c.instrument_id = {Instrument} AND $3::text = 'candles' AND c.interval_seconds = $4 AND c.simulated = $5 AND c.open_time >= $6 AND c.open_time < $7";

    private const string Trades = $"market_trades t WHERE t.instrument_id = {Instrument} AND t.aggregated = ($3::text = 'aggTrades') AND $4::integer = 0 AND t.simulated = $5 AND t.traded_at >= $6 AND t.traded_at < $7";

    private const string RowsSql = $"SELECT count(*) FROM {Candles}";

    // What is known of the candles, but not stored: nobody traded.
    private static readonly string QuietSql = $"""
        WITH known AS (
            SELECT greatest(lower(piece), $6) AS first, least(upper(piece), $7) AS last FROM unnest((
                SELECT range_agg(tstzrange(r.from_time, r.to_time)) FROM data_ranges r JOIN data_imports i USING (import_id)
                WHERE r.has_data AND i.instrument_id = {Instrument} AND i.kind = $3 AND i.interval_seconds = $4 AND i.simulated = $5)) AS piece
        ), quiet AS (
            SELECT slot FROM known, generate_series(first, last - interval '1 microsecond', make_interval(secs => $4)) AS slot
            EXCEPT SELECT c.open_time FROM {Candles})
        SELECT count(*) OVER (), slot, '' FROM quiet ORDER BY slot LIMIT {ExamplesMax}
        """;

    private static readonly string CandleValuesSql = $"""
        WITH wrong AS (
            SELECT c.open_time, concat_ws(', ',
                CASE WHEN c.low > least(c.open, c.close) OR c.high < greatest(c.open, c.close) THEN format('low %s and high %s do not enclose open %s and close %s', c.low, c.high, c.open, c.close) END,
                CASE WHEN c.volume = 0 THEN 'volume 0' END,
                CASE WHEN extract(epoch FROM c.open_time) % c.interval_seconds <> 0 THEN 'its time is not on the grid' END,
                CASE WHEN c.open_time > $8 THEN 'it lies in the future' END,
                CASE WHEN greatest(scale(trim_scale(c.open)), scale(trim_scale(c.high)), scale(trim_scale(c.low)), scale(trim_scale(c.close))) > n.price_scale
                    THEN 'a price is finer than ' || n.price_scale || ' decimals' END,
                CASE WHEN scale(trim_scale(c.volume)) > n.quantity_scale THEN 'the volume is finer than ' || n.quantity_scale || ' decimals' END) AS text
            FROM instruments n, {Candles} AND n.instrument_id = c.instrument_id)
        SELECT count(*) OVER (), open_time, text FROM wrong WHERE text <> '' ORDER BY open_time LIMIT {ExamplesMax}
        """;

    private static readonly string TradeValuesSql = $"""
        WITH wrong AS (
            SELECT t.traded_at, concat_ws(', ',
                CASE WHEN t.traded_at > $8 THEN 'it lies in the future' END,
                CASE WHEN scale(trim_scale(t.price)) > n.price_scale THEN 'the price is finer than ' || n.price_scale || ' decimals' END,
                CASE WHEN scale(trim_scale(t.quantity)) > n.quantity_scale THEN 'the quantity is finer than ' || n.quantity_scale || ' decimals' END) AS text
            FROM instruments n, {Trades} AND n.instrument_id = t.instrument_id)
        SELECT count(*) OVER (), traded_at, text FROM wrong WHERE text <> '' ORDER BY traded_at LIMIT {ExamplesMax}
        """;

    // Across a gap that is known as one, numbers may jump forward, but never back.
    private static readonly string TradeNumbersSql = $"""
        WITH known AS (
            SELECT coalesce(range_agg(tstzrange(r.from_time, r.to_time)), tstzmultirange()) AS ranges FROM data_ranges r JOIN data_imports i USING (import_id)
            WHERE r.has_data AND i.instrument_id = {Instrument} AND i.kind = $3 AND i.interval_seconds = $4 AND i.simulated = $5
        ), numbered AS (
            SELECT t.traded_at, t.row_id, t.first_trade_id, lag(t.traded_at) OVER w AS before, lag(t.row_id) OVER w AS previous, lag(t.last_trade_id) OVER w AS previous_last
            FROM {Trades} WINDOW w AS (ORDER BY t.traded_at, t.row_id))
        SELECT count(*) OVER (), traded_at, format('%s after %s', row_id, previous) FROM numbered, known
        WHERE previous IS NOT NULL AND (first_trade_id <= previous_last OR (first_trade_id <> previous_last + 1 AND known.ranges @> tstzrange(before, traded_at, '[]')))
        ORDER BY traded_at LIMIT {ExamplesMax}
        """;

    // Only intervals that both series know wholly are compared.
    private static readonly string ConsistencySql = $"""
        WITH known AS (
            SELECT coalesce(range_agg(tstzrange(r.from_time, r.to_time)) FILTER (WHERE i.kind <> 'candles'), tstzmultirange()) AS trades,
                coalesce(range_agg(tstzrange(r.from_time, r.to_time)) FILTER (WHERE i.kind = 'candles'), tstzmultirange()) AS candles
            FROM data_ranges r JOIN data_imports i USING (import_id)
            WHERE r.has_data AND i.instrument_id = {Instrument} AND i.simulated = $5
                AND ((i.kind = $3 AND i.interval_seconds = $4) OR i.kind = CASE WHEN $8 THEN 'aggTrades' ELSE 'trades' END)
        ), made AS (
            SELECT date_bin(make_interval(secs => $4), t.traded_at, 'epoch'::timestamptz) AS open_time,
                (array_agg(t.price ORDER BY t.traded_at, t.row_id))[1] AS open, max(t.price) AS high, min(t.price) AS low,
                (array_agg(t.price ORDER BY t.traded_at DESC, t.row_id DESC))[1] AS close, sum(t.quantity) AS volume
            FROM market_trades t
            WHERE t.instrument_id = {Instrument} AND t.aggregated = $8 AND t.simulated = $5 AND t.traded_at >= $6 AND t.traded_at < $7
                AND (SELECT trades <> tstzmultirange() FROM known)
            GROUP BY 1
        ), candle AS (SELECT c.open_time, c.open, c.high, c.low, c.close, c.volume FROM {Candles} AND (SELECT trades <> tstzmultirange() FROM known)
        ), compared AS (
            SELECT open_time, m.open IS NULL AS no_trades, c.open IS NULL AS no_candle,
                format('%s %s %s %s %s, by trades %s %s %s %s %s', c.open, c.high, c.low, c.close, c.volume, m.open, m.high, m.low, m.close, trim_scale(m.volume)) AS text
            FROM made m FULL JOIN candle c USING (open_time)
            WHERE (m.open, m.high, m.low, m.close, m.volume) IS DISTINCT FROM (c.open, c.high, c.low, c.close, c.volume))
        SELECT count(*) OVER (), open_time, CASE WHEN no_trades THEN 'there are no trades' WHEN no_candle THEN 'there is no candle' ELSE text END
        FROM compared, known
        WHERE trades @> tstzrange(open_time, open_time + make_interval(secs => $4)) AND (NOT no_candle OR candles @> open_time)
        ORDER BY open_time LIMIT {ExamplesMax}
        """;
}
