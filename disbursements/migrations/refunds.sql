-- Never more comes back than was paid, and what came back stays as it was recorded.
CREATE FUNCTION refund_fits_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount_cents > (SELECT amount_cents FROM disbursements_disbursement payment
                            WHERE payment.id = NEW.disbursement_id) THEN
        RAISE EXCEPTION 'refund % is more than its payment', NEW.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER refund_fits_payment BEFORE INSERT OR UPDATE ON disbursements_refund
    FOR EACH ROW EXECUTE FUNCTION refund_fits_payment();

REVOKE UPDATE, DELETE, TRUNCATE ON disbursements_refund FROM fund_app;

-- Read by those who see the books, written by those who pay.
CREATE POLICY those_who_pay ON disbursements_refund
    USING ((SELECT acting_sees('fund')) OR (SELECT acting_sees('payments')));
CREATE POLICY the_auditor ON disbursements_refund FOR SELECT
    USING ((SELECT acting_sees('books')));
ALTER TABLE disbursements_refund ENABLE ROW LEVEL SECURITY;
ALTER TABLE disbursements_refund FORCE ROW LEVEL SECURITY;
