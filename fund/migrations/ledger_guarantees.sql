-- What the books promise, held by PostgreSQL itself (DESIGN section 7).

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: correct it with a reversing entry', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION ledger_entry_opens() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE period_closed timestamptz;
BEGIN
    NEW.written_in := pg_current_xact_id()::text::bigint;
    SELECT closed_at INTO period_closed FROM fund_period
        WHERE NEW.dated_on BETWEEN starts_on AND ends_on FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no period holds %', NEW.dated_on
            USING ERRCODE = 'integrity_constraint_violation';
    ELSIF period_closed IS NOT NULL THEN
        RAISE EXCEPTION 'the period of % is closed', NEW.dated_on
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_posting_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM fund_journalentry
        WHERE id = NEW.entry_id AND written_in = pg_current_xact_id()::text::bigint;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % is sealed: no posting may be added', NEW.entry_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    sides bigint;
    unbalanced bigint;
BEGIN
    checked := CASE TG_TABLE_NAME WHEN 'fund_posting' THEN (to_jsonb(NEW) ->> 'entry_id')::bigint
                                  ELSE (to_jsonb(NEW) ->> 'id')::bigint END;
    SELECT count(*) INTO sides FROM fund_posting WHERE entry_id = checked;
    IF sides < 2 THEN
        RAISE EXCEPTION 'entry % is empty', checked
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT fund_id INTO unbalanced FROM fund_posting WHERE entry_id = checked
        GROUP BY fund_id HAVING sum(amount_cents) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry % does not balance in fund %', checked, unbalanced
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER entry_opens BEFORE INSERT ON fund_journalentry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_opens();
CREATE TRIGGER posting_in_time BEFORE INSERT ON fund_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_posting_in_time();

CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON fund_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();
CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON fund_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();

CREATE TRIGGER entry_is_forever BEFORE UPDATE OR DELETE ON fund_journalentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER entry_not_truncated BEFORE TRUNCATE ON fund_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER posting_is_forever BEFORE UPDATE OR DELETE ON fund_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER posting_not_truncated BEFORE TRUNCATE ON fund_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER gift_is_forever BEFORE UPDATE OR DELETE ON fund_gift
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER gift_not_truncated BEFORE TRUNCATE ON fund_gift
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER audit_is_forever BEFORE UPDATE OR DELETE ON fund_auditevent
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON fund_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE
    ON fund_journalentry, fund_posting, fund_gift, fund_auditevent FROM fund_app;
