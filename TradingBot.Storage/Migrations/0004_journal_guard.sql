-- First statement of every journal transaction: holds the leases and the control row until its commit, or refuses it.
-- TB001: a lease is another's or expired. TB002: the control epoch moved.
CREATE FUNCTION hold_journal_guard(worker text, wanted_accounts uuid[], wanted_epochs bigint[], control_epoch bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held integer;
BEGIN
    SELECT count(*) INTO held FROM (
        SELECT lease.account_id FROM worker_leases AS lease
        JOIN unnest(wanted_accounts, wanted_epochs) AS wanted (account_id, epoch) ON wanted.account_id = lease.account_id AND wanted.epoch = lease.epoch
        WHERE lease.worker_id = worker AND lease.expires_at > clock_timestamp()
        ORDER BY lease.account_id
        FOR SHARE OF lease) AS leases;
    IF held <> cardinality(wanted_accounts) THEN
        RAISE EXCEPTION 'worker % holds % of % leases', worker, held, cardinality(wanted_accounts) USING ERRCODE = 'TB001';
    END IF;
    PERFORM 1 FROM control WHERE epoch = control_epoch FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the control epoch is not % any more', control_epoch USING ERRCODE = 'TB002';
    END IF;
END $$;

-- Answers commands, each once. TB003: one of them has been answered already.
CREATE FUNCTION complete_commands(ids uuid[], answers jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    completed integer;
BEGIN
    UPDATE commands AS command SET state = 'completed', answer = given.answer, completed_at = clock_timestamp()
    FROM unnest(ids, answers) AS given (command_id, answer)
    WHERE command.command_id = given.command_id AND command.state = 'pending';
    GET DIAGNOSTICS completed = ROW_COUNT;
    IF completed <> cardinality(ids) THEN
        RAISE EXCEPTION '% of % commands were pending', completed, cardinality(ids) USING ERRCODE = 'TB003';
    END IF;
    PERFORM pg_notify('trading_bot_answers', '');
END $$;
