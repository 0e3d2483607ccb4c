-- Laws of money that hold whatever the services do, for every role and under every isolation level: the ledger is what the journal says, running totals are
-- the ledger's sums, and what an order has filled is the sum of its executions.

-- The lines of an event arrive in one statement, sum to zero per asset, and are exactly the postings of the event's journal payload: none is missing, added later, or of another amount.
-- Amounts in the payload are counts of 10^-12 units.
CREATE OR REPLACE FUNCTION check_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken record;
BEGIN
    SELECT account_id, event_sequence, asset, sum(amount) AS total INTO broken
    FROM inserted GROUP BY account_id, event_sequence, asset HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'postings of event % of account % sum to % %, not to zero', broken.event_sequence, broken.account_id, broken.total, broken.asset
            USING ERRCODE = 'check_violation';
    END IF;
    WITH journaled AS (
        SELECT event.account_id, event.sequence AS event_sequence, posting.line, posting.value ->> 'account' AS ledger_account, posting.value ->> 'asset' AS asset,
            (posting.value ->> 'amount')::numeric AS units
        FROM (SELECT DISTINCT account_id, event_sequence FROM inserted) AS touched
        -- One by one over the primary key: a plan made while the journal was short must not read a long one.
        CROSS JOIN LATERAL (
            SELECT * FROM engine_events WHERE engine_events.account_id = touched.account_id AND engine_events.sequence = touched.event_sequence LIMIT 1) AS event
        CROSS JOIN jsonb_array_elements(event.payload -> 'postings') WITH ORDINALITY AS posting (value, line))
    SELECT coalesce(inserted.account_id, journaled.account_id) AS account_id, coalesce(inserted.event_sequence, journaled.event_sequence) AS event_sequence INTO broken
    FROM inserted FULL JOIN journaled
        ON journaled.account_id = inserted.account_id AND journaled.event_sequence = inserted.event_sequence AND journaled.line = inserted.line
    WHERE (inserted.ledger_account, inserted.asset, inserted.amount * 1000000000000) IS DISTINCT FROM (journaled.ledger_account, journaled.asset, journaled.units)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'postings of event % of account % are not those of the journal', broken.event_sequence, broken.account_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- An event with postings has them in the ledger when its transaction commits. One line is enough to look for: the statement that brought it had all of them.
CREATE FUNCTION check_event_is_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ledger_entries WHERE account_id = NEW.account_id AND event_sequence = NEW.sequence AND line = 1) THEN
        RAISE EXCEPTION 'event % of account % has postings in the journal but none in the ledger', NEW.sequence, NEW.account_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER engine_events_are_posted AFTER INSERT ON engine_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.payload -> 'postings' <> '[]'::jsonb) EXECUTE FUNCTION check_event_is_posted();

-- Balances are not written but come of the ledger: this trigger alone changes them, with its owner's rights.
-- First the missing rows, then the sums: an insert of a negative change would break the row's own law before it meets the row to be changed.
CREATE FUNCTION post_to_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO balances (account_id, asset) SELECT DISTINCT account_id, asset FROM inserted ORDER BY account_id, asset ON CONFLICT DO NOTHING;
    UPDATE balances SET free = trim_scale(balances.free + change.free), locked = trim_scale(balances.locked + change.locked),
        fees = trim_scale(balances.fees + change.fees), market = trim_scale(balances.market + change.market), external = trim_scale(balances.external + change.external)
    FROM (SELECT account_id, asset,
            coalesce(sum(amount) FILTER (WHERE ledger_account = 'free'), 0) AS free, coalesce(sum(amount) FILTER (WHERE ledger_account = 'locked'), 0) AS locked,
            coalesce(sum(amount) FILTER (WHERE ledger_account = 'fees'), 0) AS fees, coalesce(sum(amount) FILTER (WHERE ledger_account = 'market'), 0) AS market,
            coalesce(sum(amount) FILTER (WHERE ledger_account = 'external'), 0) AS external
          FROM inserted GROUP BY account_id, asset) AS change
    WHERE balances.account_id = change.account_id AND balances.asset = change.asset;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION post_to_balances() FROM PUBLIC;
-- Triggers of one event fire in the order of their names: the postings are checked (ledger_entries_balance) before they are summed.
CREATE TRIGGER ledger_entries_sum_up AFTER INSERT ON ledger_entries
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION post_to_balances();

-- The owner too changes balances only by postings: a statement of his own is no trigger's.
CREATE FUNCTION refuse_direct_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION '% changes only by postings to the ledger: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER balances_by_postings_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON balances FOR EACH STATEMENT EXECUTE FUNCTION refuse_direct_change();

-- An event is one execution at most, and what is paid is price times quantity, rounded at 10^-12.
ALTER TABLE trade_executions
    ADD CONSTRAINT trade_executions_one_per_event UNIQUE (account_id, event_sequence),
    ADD CONSTRAINT trade_executions_notional CHECK (abs(notional - price * quantity) < 0.000000000001);

-- What an order has filled, was paid for it and cost in fees are the sums of its executions when a transaction commits. An execution cannot come without a change of its order's
-- row, whose lock makes two transactions wait for each other, so no isolation level lets them pass each other.
CREATE FUNCTION check_order_fills() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    broken record;
BEGIN
    SELECT orders.filled_quantity, sums.quantity INTO broken
    FROM orders
    CROSS JOIN (SELECT coalesce(sum(quantity), 0) AS quantity, coalesce(sum(notional), 0) AS notional, coalesce(sum(fee), 0) AS fee
                FROM trade_executions WHERE order_id = NEW.order_id) AS sums
    WHERE orders.order_id = NEW.order_id AND (orders.filled_quantity, orders.filled_notional, orders.fees) IS DISTINCT FROM (sums.quantity, sums.notional, sums.fee);
    IF FOUND THEN
        RAISE EXCEPTION 'order % says that % are filled, its executions that % are, or they differ in what was paid', NEW.order_id, broken.filled_quantity, broken.quantity
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER orders_fills_on_insert AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.filled_quantity <> 0 OR NEW.filled_notional <> 0 OR NEW.fees <> 0) EXECUTE FUNCTION check_order_fills();
CREATE CONSTRAINT TRIGGER orders_fills_on_update AFTER UPDATE ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.filled_quantity <> NEW.filled_quantity OR OLD.filled_notional <> NEW.filled_notional OR OLD.fees <> NEW.fees) EXECUTE FUNCTION check_order_fills();
CREATE CONSTRAINT TRIGGER trade_executions_fill_orders AFTER INSERT ON trade_executions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_order_fills();
