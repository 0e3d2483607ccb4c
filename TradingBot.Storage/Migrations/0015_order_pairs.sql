-- Iceberg orders, pairs of which one cancels the other, and brackets.

ALTER TABLE orders
    -- What of an iceberg order the book shows at a time.
    ADD COLUMN display_quantity numeric,
    -- The pair that it belongs to: the id of the pair's first order; and which of the two it is.
    ADD COLUMN list_id uuid,
    ADD COLUMN list_leg text CHECK (list_leg IN ('limit', 'stop')),
    -- The entry whose exit it is.
    ADD COLUMN parent_order_id uuid,
    -- What is placed when it has bought.
    ADD COLUMN take_profit_price numeric,
    ADD COLUMN stop_price numeric,
    ADD COLUMN stop_limit_price numeric,
    ADD CONSTRAINT orders_list_check CHECK ((list_id IS NULL) = (list_leg IS NULL));

CREATE INDEX orders_by_list ON orders (list_id) WHERE list_id IS NOT NULL;
