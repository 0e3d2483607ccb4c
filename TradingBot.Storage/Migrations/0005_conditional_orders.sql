-- Orders that wait for a trigger, end at a time, or are for an amount of the quote asset.

ALTER TABLE orders DROP CONSTRAINT orders_type_check;
ALTER TABLE orders ADD CONSTRAINT orders_type_check
    CHECK (type IN ('market', 'limit', 'stop', 'stopLimit', 'takeProfit', 'takeProfitLimit', 'trailingStop'));
ALTER TABLE orders DROP CONSTRAINT orders_time_in_force_check;
ALTER TABLE orders ADD CONSTRAINT orders_time_in_force_check CHECK (time_in_force IN ('gtc', 'ioc', 'fok', 'postOnly', 'gtd'));

ALTER TABLE orders
    -- Where the trigger stands; a trailing stop's follows the price, and is missing until it has been activated.
    ADD COLUMN trigger_price numeric,
    ADD COLUMN trigger_source text CHECK (trigger_source IN ('lastTrade', 'bestPrice')),
    ADD COLUMN trailing_distance numeric,
    ADD COLUMN trailing_percent numeric,
    ADD COLUMN activation_price numeric,
    ADD COLUMN triggered_at timestamptz,
    ADD COLUMN expire_at timestamptz,
    ADD COLUMN reduce_only boolean NOT NULL DEFAULT false,
    ADD COLUMN quote_quantity numeric,
    ADD CONSTRAINT orders_trigger_check CHECK (
        status = 'rejected' OR (type IN ('market', 'limit')) = (trigger_source IS NULL)),
    ADD CONSTRAINT orders_expiry_check CHECK (status = 'rejected' OR (time_in_force = 'gtd') = (expire_at IS NOT NULL));
