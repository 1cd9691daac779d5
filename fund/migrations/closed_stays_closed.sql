-- A closed month is never opened, moved or taken away, and a version of the policy is never edited:
-- without this, whoever may write rows could open a month, post into it and close it again.

CREATE FUNCTION ledger_period_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL
       OR (NEW.starts_on, NEW.ends_on) IS DISTINCT FROM (OLD.starts_on, OLD.ends_on)
    THEN
        RAISE EXCEPTION 'the period of % stays as it is', OLD.starts_on
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION policy_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'policy % is never edited: make the next version', OLD.version
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER period_stays BEFORE UPDATE OR DELETE ON fund_period
    FOR EACH ROW EXECUTE FUNCTION ledger_period_stays();
CREATE TRIGGER policy_stays BEFORE UPDATE OR DELETE ON fund_fundpolicy
    FOR EACH ROW EXECUTE FUNCTION policy_version_stays();

REVOKE DELETE, TRUNCATE
    ON fund_period, fund_fundpolicy, fund_encumbrance, fund_rolegrant FROM fund_app;
