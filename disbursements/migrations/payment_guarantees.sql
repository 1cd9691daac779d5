-- A finished attempt is frozen; a scheduled payment's money and payee never change; no deletes.

CREATE FUNCTION payment_attempt_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('accepted', 'refused')
       OR NEW.idempotency_key <> OLD.idempotency_key OR NEW.disbursement_id <> OLD.disbursement_id
    THEN
        RAISE EXCEPTION 'attempt % is frozen', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payment_terms_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.amount_cents, NEW.fund_id, NEW.vendor_id, NEW.payout_method_id, NEW.rail,
           NEW.award_line_id, NEW.reference, NEW.prepared_by_id, NEW.approved_by_id)
          IS DISTINCT FROM
          (OLD.amount_cents, OLD.fund_id, OLD.vendor_id, OLD.payout_method_id, OLD.rail,
           OLD.award_line_id, OLD.reference, OLD.prepared_by_id, OLD.approved_by_id)
       OR (OLD.released_by_id IS NOT NULL AND NEW.released_by_id IS DISTINCT FROM OLD.released_by_id)
       OR (OLD.provider_reference <> '' AND NEW.provider_reference <> OLD.provider_reference)
    THEN
        RAISE EXCEPTION 'payment % is fixed: void it and schedule another', OLD.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION payment_statement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.content <> OLD.content OR NEW.sha256 <> OLD.sha256 THEN
        RAISE EXCEPTION 'a statement is kept as it came'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER attempt_frozen BEFORE UPDATE OR DELETE ON disbursements_attempt
    FOR EACH ROW EXECUTE FUNCTION payment_attempt_frozen();
CREATE TRIGGER terms_fixed BEFORE UPDATE OR DELETE ON disbursements_disbursement
    FOR EACH ROW EXECUTE FUNCTION payment_terms_fixed();
CREATE TRIGGER statement_kept BEFORE UPDATE OR DELETE ON disbursements_statement
    FOR EACH ROW EXECUTE FUNCTION payment_statement_kept();

REVOKE DELETE, TRUNCATE ON disbursements_attempt, disbursements_disbursement,
    disbursements_statement, disbursements_providerevent FROM fund_app;

INSERT INTO disbursements_checknumber (next_number) VALUES (1001);
