-- Up to when and up to which trade of each market an account was followed by its owner, so that the next owner can bring back what it missed.

ALTER TABLE worker_leases ADD COLUMN followed_at timestamptz;
ALTER TABLE worker_leases ADD COLUMN followed_trades jsonb;

-- What becomes of open orders where not all missed trades can be brought back.
ALTER TABLE accounts ADD COLUMN missed_trades_policy text NOT NULL DEFAULT 'keep' CHECK (missed_trades_policy IN ('keep', 'cancel', 'halt'));
