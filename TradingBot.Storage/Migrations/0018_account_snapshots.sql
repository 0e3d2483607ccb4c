-- Where a restart may begin to read an account's journal. A snapshot is worth nothing by itself: it is checked, and left aside for an older one or for the whole journal.

CREATE TABLE account_snapshots (
    account_id uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    state_hash text NOT NULL CHECK (state_hash ~ '^[0-9a-f]{64}$'),
    payload bytea NOT NULL,
    checksum bytea NOT NULL CHECK (length(checksum) = 32),
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, sequence),
    -- Only what is durable can be in a snapshot.
    FOREIGN KEY (account_id, sequence) REFERENCES engine_events (account_id, sequence)
);
