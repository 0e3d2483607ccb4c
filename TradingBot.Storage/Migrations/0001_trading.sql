-- The trading core: instruments, accounts, the journal and what is projected from it.
-- Amounts are numeric, checked to be finite: numeric knows NaN and infinity, and NaN sorts above every number.

CREATE DOMAIN amount AS numeric CHECK (VALUE > -1e18 AND VALUE < 1e18);
CREATE DOMAIN amount_not_negative AS numeric CHECK (VALUE >= 0 AND VALUE < 1e18);
CREATE DOMAIN amount_positive AS numeric CHECK (VALUE > 0 AND VALUE < 1e18);

-- Append-only tables refuse everything but inserts, from their owner too.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- The lasting number of an instrument: the same in every process and replay.
CREATE TABLE instruments (
    instrument_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue text NOT NULL CHECK (venue IN ('binance', 'kucoin')),
    symbol text NOT NULL CHECK (symbol ~ '^[A-Z0-9]+-[A-Z0-9]+$'),
    venue_symbol text NOT NULL,
    base_asset text NOT NULL,
    quote_asset text NOT NULL,
    price_scale integer NOT NULL CHECK (price_scale BETWEEN 0 AND 12),
    quantity_scale integer NOT NULL CHECK (quantity_scale BETWEEN 0 AND 12),
    tick_size amount_positive NOT NULL,
    lot_size amount_positive NOT NULL,
    min_quantity amount_not_negative NOT NULL,
    max_quantity amount_not_negative NOT NULL,
    min_notional amount_not_negative NOT NULL,
    is_trading boolean NOT NULL,
    definition jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (venue, symbol)
);

CREATE TABLE accounts (
    account_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    reporting_asset text NOT NULL,
    is_virtual boolean NOT NULL DEFAULT true CHECK (is_virtual),
    max_order_notional amount_not_negative NOT NULL,
    max_position_notional amount_not_negative NOT NULL,
    max_drawdown_parts_per_million integer NOT NULL CHECK (max_drawdown_parts_per_million >= 0),
    max_open_orders integer NOT NULL CHECK (max_open_orders >= 0),
    risk_state text NOT NULL DEFAULT 'active' CHECK (risk_state IN ('active', 'reduceOnly', 'halted')),
    risk_reason text,
    head_sequence bigint NOT NULL DEFAULT 0 CHECK (head_sequence >= 0),
    head_input_sequence bigint NOT NULL DEFAULT 0,
    head_time_ns bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);

-- The journal. An account's state is what its events, applied in order, make of it.
CREATE TABLE engine_events (
    account_id uuid NOT NULL REFERENCES accounts,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    input_sequence bigint NOT NULL,
    time_ns bigint NOT NULL,
    type text NOT NULL,
    payload jsonb NOT NULL,
    journaled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (account_id, sequence)
);

-- Gap-free per account is a law of the database: a statement's events must continue the account's head, which moves with them.
CREATE FUNCTION advance_journal_heads() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    expected integer;
    advanced integer;
BEGIN
    SELECT count(DISTINCT account_id) INTO expected FROM inserted;
    UPDATE accounts AS account
    SET head_sequence = batch.last, head_input_sequence = greatest(account.head_input_sequence, batch.input), head_time_ns = greatest(account.head_time_ns, batch.time)
    FROM (SELECT account_id, min(sequence) AS first, max(sequence) AS last, count(*) AS events, max(input_sequence) AS input, max(time_ns) AS time
          FROM inserted GROUP BY account_id) AS batch
    WHERE account.account_id = batch.account_id AND account.head_sequence = batch.first - 1 AND batch.last - batch.first + 1 = batch.events;
    GET DIAGNOSTICS advanced = ROW_COUNT;
    IF advanced <> expected THEN
        RAISE EXCEPTION 'journal events do not continue the head of their account' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER engine_events_continue_heads AFTER INSERT ON engine_events
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION advance_journal_heads();
CREATE TRIGGER engine_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON engine_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE orders (
    order_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    order_number bigint NOT NULL CHECK (order_number >= 1),
    instrument_id integer NOT NULL,
    venue text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL CHECK (side IN ('buy', 'sell')),
    type text NOT NULL CHECK (type IN ('market', 'limit')),
    time_in_force text NOT NULL CHECK (time_in_force IN ('gtc', 'ioc', 'fok', 'postOnly')),
    quantity numeric NOT NULL,
    limit_price numeric,
    status text NOT NULL CHECK (status IN ('open', 'partiallyFilled', 'filled', 'canceled', 'expired', 'rejected')),
    filled_quantity amount_not_negative NOT NULL DEFAULT 0,
    filled_notional amount_not_negative NOT NULL DEFAULT 0,
    fees amount_not_negative NOT NULL DEFAULT 0,
    locked_asset text,
    locked_amount amount_not_negative NOT NULL DEFAULT 0,
    strategy_id text,
    reason text,
    reject_reason text,
    end_reason text,
    message text,
    event_sequence bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (account_id, order_number),
    -- A refused order keeps what was asked for, however absurd; an accepted one has sound amounts.
    CHECK (status = 'rejected' OR (quantity > 0 AND quantity < 1e18 AND (limit_price IS NULL OR (limit_price > 0 AND limit_price < 1e18)))),
    CHECK (status = 'rejected' OR filled_quantity <= quantity),
    CHECK ((status = 'rejected') = (reject_reason IS NOT NULL)),
    CHECK (status IN ('open', 'partiallyFilled') OR locked_amount = 0)
);
CREATE INDEX orders_open ON orders (account_id) WHERE status IN ('open', 'partiallyFilled');
CREATE INDEX orders_by_time ON orders (account_id, created_at DESC, order_number DESC);
CREATE INDEX orders_newest ON orders (created_at DESC, order_id DESC);

-- Every execution is a simulated one: the constraint makes anything else impossible, and there is no column for an exchange's order id.
CREATE TABLE trade_executions (
    execution_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    execution_number bigint NOT NULL CHECK (execution_number >= 1),
    order_id uuid NOT NULL REFERENCES orders,
    instrument_id integer NOT NULL,
    venue text NOT NULL,
    symbol text NOT NULL,
    side text NOT NULL CHECK (side IN ('buy', 'sell')),
    price amount_positive NOT NULL,
    quantity amount_positive NOT NULL,
    notional amount_positive NOT NULL,
    fee amount_not_negative NOT NULL,
    fee_asset text NOT NULL,
    role text NOT NULL CHECK (role IN ('maker', 'taker')),
    realized_profit amount NOT NULL,
    strategy_id text,
    is_paper_trade boolean NOT NULL DEFAULT true CONSTRAINT trade_executions_paper_only CHECK (is_paper_trade),
    simulated boolean NOT NULL,
    recovered boolean NOT NULL DEFAULT false,
    evidence jsonb NOT NULL,
    event_sequence bigint NOT NULL,
    executed_at timestamptz NOT NULL,
    UNIQUE (account_id, execution_number),
    FOREIGN KEY (account_id, event_sequence) REFERENCES engine_events (account_id, sequence)
);
CREATE INDEX trade_executions_executed_at ON trade_executions (executed_at DESC, execution_id DESC);
CREATE INDEX trade_executions_by_account ON trade_executions (account_id, executed_at DESC);
CREATE INDEX trade_executions_by_order ON trade_executions (order_id);
CREATE TRIGGER trade_executions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trade_executions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Double entry: the lines of an event sum to zero per asset, checked for each inserting statement.
CREATE TABLE ledger_entries (
    account_id uuid NOT NULL,
    event_sequence bigint NOT NULL,
    line smallint NOT NULL CHECK (line >= 1),
    ledger_account text NOT NULL CHECK (ledger_account IN ('free', 'locked', 'fees', 'market', 'external')),
    asset text NOT NULL,
    amount amount NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, event_sequence, line),
    FOREIGN KEY (account_id, event_sequence) REFERENCES engine_events (account_id, sequence)
);
CREATE FUNCTION check_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken record;
BEGIN
    SELECT account_id, event_sequence, asset, sum(amount) AS total INTO broken
    FROM inserted GROUP BY account_id, event_sequence, asset HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'postings of event % of account % sum to % %, not to zero', broken.event_sequence, broken.account_id, broken.total, broken.asset
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION check_postings_balance();
CREATE TRIGGER ledger_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The ledger's running totals, one column per ledger account; that they sum to zero is a law of the database too.
CREATE TABLE balances (
    account_id uuid NOT NULL REFERENCES accounts,
    asset text NOT NULL,
    free amount_not_negative NOT NULL DEFAULT 0,
    locked amount_not_negative NOT NULL DEFAULT 0,
    fees amount NOT NULL DEFAULT 0,
    market amount NOT NULL DEFAULT 0,
    external amount NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, asset),
    CONSTRAINT balances_double_entry CHECK (free + locked + fees + market + external = 0)
);

CREATE TABLE positions (
    account_id uuid NOT NULL REFERENCES accounts,
    instrument_id integer NOT NULL,
    venue text NOT NULL,
    symbol text NOT NULL,
    quantity amount_not_negative NOT NULL,
    cost amount_not_negative NOT NULL,
    average_cost amount_positive,
    realized_profit amount NOT NULL,
    event_sequence bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, instrument_id),
    CHECK (quantity > 0 OR average_cost IS NULL)
);

CREATE TABLE strategies (
    account_id uuid NOT NULL REFERENCES accounts,
    strategy_id text NOT NULL CHECK (strategy_id ~ '^[a-z0-9-]{1,64}$'),
    kind text NOT NULL,
    instrument_id integer NOT NULL,
    venue text NOT NULL,
    symbol text NOT NULL,
    bar_seconds integer NOT NULL CHECK (bar_seconds BETWEEN 1 AND 86400),
    parameters jsonb NOT NULL,
    is_running boolean NOT NULL,
    runtime jsonb,
    event_sequence bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, strategy_id)
);

CREATE TABLE signals (
    account_id uuid NOT NULL REFERENCES accounts,
    event_sequence bigint NOT NULL,
    strategy_id text NOT NULL,
    instrument_id integer NOT NULL,
    venue text NOT NULL,
    symbol text NOT NULL,
    action text NOT NULL CHECK (action IN ('hold', 'buy', 'sell')),
    confidence_parts_per_million integer NOT NULL CHECK (confidence_parts_per_million BETWEEN 0 AND 1000000),
    price amount_positive NOT NULL,
    reason text NOT NULL,
    raised_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, event_sequence)
);
CREATE INDEX signals_newest ON signals (raised_at DESC);

-- The equity curve that the engine journals, at most a point a minute.
CREATE TABLE equity_points (
    account_id uuid NOT NULL REFERENCES accounts,
    recorded_at timestamptz NOT NULL,
    equity amount NOT NULL,
    peak_equity amount NOT NULL,
    event_sequence bigint NOT NULL,
    PRIMARY KEY (account_id, event_sequence)
);
CREATE INDEX equity_points_by_time ON equity_points (account_id, recorded_at DESC);
