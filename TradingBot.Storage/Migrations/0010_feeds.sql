-- Orders of the venues to send nothing for a while, kept so that a restart does not break them.
CREATE TABLE venue_blocks (
    venue text NOT NULL CHECK (venue IN ('binance', 'kucoin')),
    host text NOT NULL,
    blocked_until timestamptz NOT NULL,
    reason text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (venue, host)
);

-- What the feeds found and could not heal, what limits a book that is live, and how far the venues' prices are apart.
ALTER TABLE feed_status
    ADD COLUMN gaps bigint NOT NULL DEFAULT 0,
    ADD COLUMN holes bigint NOT NULL DEFAULT 0,
    ADD COLUMN recovered bigint NOT NULL DEFAULT 0,
    ADD COLUMN last_hole text,
    ADD COLUMN resync_reasons jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN ignored_reasons jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN book_limit text,
    ADD COLUMN divergence numeric,
    ADD COLUMN diverges boolean NOT NULL DEFAULT false,
    ADD COLUMN blocked_until timestamptz;
