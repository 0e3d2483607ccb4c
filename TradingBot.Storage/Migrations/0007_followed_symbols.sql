-- Which symbols of a venue are followed. A venue without a row follows what is configured.
CREATE TABLE symbol_choices (
    venue text PRIMARY KEY CHECK (venue IN ('binance', 'kucoin')),
    choice jsonb NOT NULL,
    actor text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- A wanted choice, until a worker has asked the venue whether it can be followed: only workers call out.
CREATE TABLE symbol_proposals (
    proposal_id uuid PRIMARY KEY,
    venue text NOT NULL CHECK (venue IN ('binance', 'kucoin')),
    choice jsonb NOT NULL,
    actor text NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'refused', 'withdrawn')),
    problem text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    answered_at timestamptz,
    CHECK ((state = 'refused') = (problem IS NOT NULL))
);
CREATE INDEX symbol_proposals_pending ON symbol_proposals (venue, created_at) WHERE state = 'pending';

-- What each worker follows, and why.
CREATE TABLE followed_symbols (
    worker_id text NOT NULL,
    venue text NOT NULL CHECK (venue IN ('binance', 'kucoin')),
    followed jsonb NOT NULL,
    evaluated_at timestamptz NOT NULL,
    PRIMARY KEY (worker_id, venue)
);
