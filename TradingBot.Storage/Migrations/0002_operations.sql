-- What runs the system: commands, control, workers and their leases, safety, audit, access, reports.

CREATE TABLE commands (
    command_id uuid PRIMARY KEY,
    sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
    actor text NOT NULL,
    body_hash bytea NOT NULL CHECK (length(body_hash) = 32),
    account_id uuid NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'completed')),
    answer jsonb,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    completed_at timestamptz,
    UNIQUE (actor, idempotency_key),
    CHECK ((state = 'completed') = (answer IS NOT NULL)),
    CHECK ((state = 'completed') = (completed_at IS NOT NULL))
);
CREATE INDEX commands_pending ON commands (sequence) WHERE state = 'pending';
CREATE INDEX commands_by_time ON commands (created_at);

-- One row. The epoch moves with every change of what may be traded and is checked by each journal transaction; the version moves with every change.
CREATE TABLE control (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    stopped boolean NOT NULL DEFAULT false,
    maintenance boolean NOT NULL DEFAULT false,
    mode text NOT NULL GENERATED ALWAYS AS (CASE WHEN stopped THEN 'stopped' WHEN maintenance THEN 'maintenance' ELSE 'running' END) STORED,
    epoch bigint NOT NULL DEFAULT 1 CHECK (epoch >= 1),
    version bigint NOT NULL DEFAULT 1 CHECK (version >= 1),
    reason text NOT NULL DEFAULT '',
    actor text NOT NULL DEFAULT 'system',
    maintenance_message text,
    rate_limit_delay_ms integer NOT NULL DEFAULT 0 CHECK (rate_limit_delay_ms BETWEEN 0 AND 60000),
    simulation_mode boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO control (id) VALUES (1);

CREATE TABLE workers (
    worker_id text PRIMARY KEY,
    process_id integer NOT NULL,
    host text NOT NULL,
    version text NOT NULL,
    feed text NOT NULL,
    simulated boolean NOT NULL,
    mode text NOT NULL CHECK (mode IN ('running', 'paused', 'stopped', 'maintenance')),
    mode_reason text NOT NULL,
    paper_trading boolean NOT NULL,
    queue_depth integer NOT NULL,
    started_at timestamptz NOT NULL,
    heartbeat_at timestamptz NOT NULL,
    stopped_at timestamptz
);

CREATE TABLE control_acknowledgements (
    worker_id text NOT NULL,
    epoch bigint NOT NULL,
    mode text NOT NULL,
    cancelled_orders integer NOT NULL CHECK (cancelled_orders >= 0),
    elapsed_ms double precision NOT NULL CHECK (elapsed_ms >= 0),
    acknowledged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (worker_id, epoch)
);

-- A takeover updates the row; a journal transaction holds it FOR SHARE to its commit. So a worker that lost its lease cannot commit.
CREATE TABLE worker_leases (
    account_id uuid PRIMARY KEY,
    worker_id text NOT NULL,
    epoch bigint NOT NULL CHECK (epoch >= 1),
    expires_at timestamptz NOT NULL
);
CREATE INDEX worker_leases_by_worker ON worker_leases (worker_id);

CREATE TABLE safety_status (
    layer text PRIMARY KEY,
    name text NOT NULL,
    status text NOT NULL CHECK (status IN ('ok', 'failed', 'unknown')),
    evidence text NOT NULL,
    worker_id text NOT NULL,
    last_verified timestamptz NOT NULL
);

-- One row per stream of a venue's symbol, such as book or trades.
CREATE TABLE feed_status (
    venue text NOT NULL CHECK (venue IN ('binance', 'kucoin')),
    symbol text NOT NULL,
    stream text NOT NULL,
    connected boolean NOT NULL,
    status text NOT NULL,
    reason text,
    simulated boolean NOT NULL,
    last_message_at timestamptz,
    latency_ms double precision,
    messages bigint NOT NULL,
    reconnects bigint NOT NULL,
    resyncs bigint NOT NULL,
    worker_id text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (venue, symbol, stream)
);

CREATE TABLE reports (
    report_id uuid PRIMARY KEY,
    kind text NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    body jsonb NOT NULL,
    scheduled boolean NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK (period_start < period_end)
);
CREATE UNIQUE INDEX reports_scheduled_once ON reports (kind, account_id, period_start) WHERE scheduled;
CREATE INDEX reports_newest ON reports (created_at DESC);

-- Keys of our own API: shown once, kept only as a hash.
CREATE TABLE api_keys (
    key_id uuid PRIMARY KEY,
    name text NOT NULL,
    key_hash bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    prefix text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'operator', 'admin')),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);

-- Counts per hour: what we asked of the exchanges (source 'exchange', subject the venue) and what was asked of us (source 'api', subject the actor).
CREATE TABLE api_usage (
    hour timestamptz NOT NULL,
    source text NOT NULL CHECK (source IN ('exchange', 'api')),
    subject text NOT NULL,
    endpoint text NOT NULL,
    requests bigint NOT NULL CHECK (requests >= 0),
    weight bigint NOT NULL CHECK (weight >= 0),
    errors bigint NOT NULL CHECK (errors >= 0),
    PRIMARY KEY (hour, source, subject, endpoint)
);

-- A chain: each row's hash is keyed with a secret outside the database and covers the hash before it. Numbered from the last row, so a gap is a loss.
CREATE TABLE audit_logs (
    sequence bigint PRIMARY KEY CHECK (sequence >= 1),
    event_type text NOT NULL CHECK (event_type ~ '^[A-Z][A-Z0-9_]*$'),
    actor text NOT NULL,
    correlation_id text NOT NULL,
    details jsonb NOT NULL,
    occurred_at timestamptz NOT NULL,
    prev_hash bytea NOT NULL CHECK (length(prev_hash) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_logs_by_time ON audit_logs (occurred_at DESC);
CREATE INDEX audit_logs_by_type ON audit_logs (event_type, sequence DESC);
CREATE TRIGGER audit_logs_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
