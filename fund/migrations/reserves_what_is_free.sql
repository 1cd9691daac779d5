-- No fund promises more than it has: cash, less what is owed, less what is promised already, looked
-- at under the fund's lock by the database itself. A gift that bounces may still leave a fund short;
-- nothing new is reserved on it then.
CREATE FUNCTION ledger_reserves_what_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    has bigint;
    reserved bigint;
BEGIN
    PERFORM 1 FROM fund_fund WHERE id = NEW.fund_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_cents), 0) INTO has FROM fund_posting
        WHERE fund_id = NEW.fund_id AND account_id = ANY (ARRAY(
            SELECT id FROM fund_account WHERE is_cash OR kind = 'liability'));
    SELECT coalesce(sum(amount_cents), 0) INTO reserved FROM fund_encumbrance
        WHERE fund_id = NEW.fund_id AND state = 'open';
    IF reserved > has THEN
        RAISE EXCEPTION 'fund % has too little for %', NEW.fund_id, NEW.key
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER reserves_what_is_free AFTER INSERT ON fund_encumbrance
    FOR EACH ROW EXECUTE FUNCTION ledger_reserves_what_is_free();
CREATE TRIGGER reserves_again_what_is_free AFTER UPDATE ON fund_encumbrance
    FOR EACH ROW WHEN (NEW.state = 'open' AND (OLD.state <> 'open'
        OR NEW.fund_id <> OLD.fund_id OR NEW.amount_cents > OLD.amount_cents))
    EXECUTE FUNCTION ledger_reserves_what_is_free();
