-- Candles, one partition per month of their open time. No default partition: rows in it would block the month they belong to.
CREATE TABLE candles (
    instrument_id integer NOT NULL,
    interval_seconds integer NOT NULL CHECK (interval_seconds BETWEEN 1 AND 604800),
    open_time timestamptz NOT NULL,
    open amount_positive NOT NULL,
    high amount_positive NOT NULL,
    low amount_positive NOT NULL,
    close amount_positive NOT NULL,
    volume amount_not_negative NOT NULL,
    trade_count integer NOT NULL CHECK (trade_count >= 0),
    source text NOT NULL CHECK (source IN ('live', 'venue', 'import')),
    simulated boolean NOT NULL,
    PRIMARY KEY (instrument_id, interval_seconds, open_time),
    CHECK (low <= open AND low <= close AND high >= open AND high >= close)
) PARTITION BY RANGE (open_time);

-- Makes the partition of the month that a time lies in. Runs with its owner's rights, since the application's role may not create tables;
-- bounded, so that a wrong clock cannot fill the catalogue.
CREATE FUNCTION ensure_candle_partition(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    first_day timestamp := date_trunc('month', moment AT TIME ZONE 'UTC');
    partition_name text := 'candles_' || to_char(first_day, 'YYYY_MM');
BEGIN
    IF moment < '2009-01-01Z' OR moment > clock_timestamp() + interval '400 days' THEN
        RAISE EXCEPTION 'no candles are kept for %', moment USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF to_regclass('public.' || partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('trading_bot_candle_partitions'));
    IF to_regclass('public.' || partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.candles FOR VALUES FROM (%L) TO (%L)',
        partition_name, first_day AT TIME ZONE 'UTC', (first_day + interval '1 month') AT TIME ZONE 'UTC');
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION ensure_candle_partition(timestamptz) FROM PUBLIC;
