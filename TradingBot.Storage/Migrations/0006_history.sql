-- Candles of the simulator's market and of the exchanges' stand beside each other: one must not keep the other of the same time from being stored.
ALTER TABLE candles DROP CONSTRAINT candles_pkey;
ALTER TABLE candles ADD PRIMARY KEY (instrument_id, interval_seconds, simulated, open_time);

-- Makes the partition of the month that a time lies in; bounded, so that a wrong clock cannot fill the catalogue. Called only by the two below,
-- which run with their owner's rights, since the application's role may not create tables.
CREATE FUNCTION ensure_month_partition(parent text, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    first_day timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
    partition_name text := parent || '_' || to_char(first_day, 'YYYY_MM');
BEGIN
    IF moment < '2009-01-01Z' OR moment > clock_timestamp() + interval '400 days' THEN
        RAISE EXCEPTION 'no % are kept for %', replace(parent, '_', ' '), moment USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_regclass('public.' || partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('trading_bot_' || parent || '_partitions'));
    IF to_regclass('public.' || partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
        partition_name, parent, first_day AT TIME ZONE 'UTC', (first_day + interval '1 month') AT TIME ZONE 'UTC');
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION ensure_month_partition(text, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION ensure_candle_partition(moment timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$ SELECT public.ensure_month_partition('candles', moment) $$;

-- Trades of the market, single or as the venue joins them, one partition per month.
CREATE TABLE market_trades (
    instrument_id integer NOT NULL,
    aggregated boolean NOT NULL,
    simulated boolean NOT NULL,
    traded_at timestamptz NOT NULL,
    row_id bigint NOT NULL CHECK (row_id >= 0),
    first_trade_id bigint NOT NULL,
    last_trade_id bigint NOT NULL,
    price amount_positive NOT NULL,
    quantity amount_positive NOT NULL,
    taker_side text NOT NULL CHECK (taker_side IN ('buy', 'sell')),
    PRIMARY KEY (instrument_id, aggregated, simulated, traded_at, row_id),
    CHECK (first_trade_id <= last_trade_id)
) PARTITION BY RANGE (traded_at);

CREATE FUNCTION ensure_market_trade_partition(moment timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$ SELECT public.ensure_month_partition('market_trades', moment) $$;
REVOKE ALL ON FUNCTION ensure_market_trade_partition(timestamptz) FROM PUBLIC;

-- Where history came from: a file, or a range asked of the venue.
CREATE TABLE data_imports (
    import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    instrument_id integer NOT NULL REFERENCES instruments,
    kind text NOT NULL CHECK (kind IN ('candles', 'trades', 'aggTrades')),
    interval_seconds integer NOT NULL,
    simulated boolean NOT NULL,
    origin text NOT NULL CHECK (origin IN ('rest', 'file')),
    name text NOT NULL,
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    rows_read bigint NOT NULL DEFAULT 0 CHECK (rows_read >= 0),
    rows_stored bigint NOT NULL DEFAULT 0 CHECK (rows_stored >= 0),
    rows_different bigint NOT NULL DEFAULT 0 CHECK (rows_different >= 0),
    rows_refused bigint NOT NULL DEFAULT 0 CHECK (rows_refused >= 0),
    state text NOT NULL CHECK (state IN ('running', 'interrupted', 'complete')),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (from_time < to_time),
    CHECK ((origin = 'file') = (sha256 IS NOT NULL)),
    CHECK ((kind = 'candles') = (interval_seconds > 0))
);
CREATE INDEX data_imports_series ON data_imports (instrument_id, kind, interval_seconds, simulated);

-- What is known of the market's past: within a range, what is not stored did not happen. has_data false: the venue was asked and has nothing there.
-- Rows are only added and extended, never joined: readers join them.
CREATE TABLE data_ranges (
    range_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    import_id bigint NOT NULL REFERENCES data_imports,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    has_data boolean NOT NULL,
    CHECK (from_time < to_time)
);
CREATE INDEX data_ranges_import ON data_ranges (import_id);

-- What is missing between the first and the last known time of a series.
CREATE VIEW data_gaps AS
WITH covered AS (
    SELECT instrument_id, kind, interval_seconds, simulated,
        range_agg(tstzrange(r.from_time, r.to_time)) AS asked,
        coalesce(range_agg(tstzrange(r.from_time, r.to_time)) FILTER (WHERE r.has_data), '{}') AS known
    FROM data_ranges r JOIN data_imports i USING (import_id)
    GROUP BY instrument_id, kind, interval_seconds, simulated
)
SELECT instrument_id, kind, interval_seconds, simulated, 'notFetched' AS reason, lower(gap) AS from_time, upper(gap) AS to_time
FROM covered, unnest(multirange(range_merge(asked)) - asked) AS gap
UNION ALL
SELECT instrument_id, kind, interval_seconds, simulated, 'venueHasNone', lower(gap), upper(gap)
FROM covered, unnest(asked - known) AS gap;
