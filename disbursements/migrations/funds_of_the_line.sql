-- The funds of a payment are those of its line, whose shares are fixed (award_shares.sql).
CREATE OR REPLACE FUNCTION payment_terms_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.amount_cents, NEW.vendor_id, NEW.payout_method_id, NEW.rail,
           NEW.award_line_id, NEW.reference, NEW.prepared_by_id, NEW.approved_by_id)
          IS DISTINCT FROM
          (OLD.amount_cents, OLD.vendor_id, OLD.payout_method_id, OLD.rail,
           OLD.award_line_id, OLD.reference, OLD.prepared_by_id, OLD.approved_by_id)
       OR (OLD.released_by_id IS NOT NULL AND NEW.released_by_id IS DISTINCT FROM OLD.released_by_id)
       OR (OLD.provider_reference <> '' AND NEW.provider_reference <> OLD.provider_reference)
    THEN
        RAISE EXCEPTION 'payment % is fixed: void it and schedule another', OLD.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
