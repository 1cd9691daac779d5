-- A payout method that a payment uses keeps its payee: a change is a new version, so that nothing
-- released can be led elsewhere. What the bank and the provider said stays as they said it.

CREATE FUNCTION payment_payee_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.vendor_id, NEW.rail, NEW.version, NEW.stripe_recipient, NEW.stripe_payout_method,
        NEW.remit_name, NEW.remit_address)
       IS DISTINCT FROM
       (OLD.vendor_id, OLD.rail, OLD.version, OLD.stripe_recipient, OLD.stripe_payout_method,
        OLD.remit_name, OLD.remit_address)
       AND EXISTS (SELECT FROM disbursements_disbursement WHERE payout_method_id = OLD.id)
    THEN
        RAISE EXCEPTION 'payout method % is in use: make the next version', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payment_bank_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.statement_id, NEW.account_id, NEW.number, NEW.dated_on, NEW.amount_cents,
        NEW.description, NEW.bank_reference, NEW.fingerprint)
       IS DISTINCT FROM
       (OLD.statement_id, OLD.account_id, OLD.number, OLD.dated_on, OLD.amount_cents,
        OLD.description, OLD.bank_reference, OLD.fingerprint)
    THEN
        RAISE EXCEPTION 'a bank line is kept as it came'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payment_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.rail, NEW.event_id, NEW.type, NEW.related_reference, NEW.payload, NEW.received_at)
       IS DISTINCT FROM
       (OLD.rail, OLD.event_id, OLD.type, OLD.related_reference, OLD.payload, OLD.received_at)
    THEN
        RAISE EXCEPTION 'an event is kept as it came'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payee_fixed BEFORE UPDATE ON disbursements_payoutmethod
    FOR EACH ROW EXECUTE FUNCTION payment_payee_fixed();
CREATE TRIGGER bank_line_kept BEFORE UPDATE ON disbursements_statementline
    FOR EACH ROW EXECUTE FUNCTION payment_bank_line_kept();
CREATE TRIGGER event_kept BEFORE UPDATE ON disbursements_providerevent
    FOR EACH ROW EXECUTE FUNCTION payment_event_kept();

REVOKE DELETE, TRUNCATE
    ON disbursements_payoutmethod, disbursements_statementline FROM fund_app;
