-- A letter is seen by whoever sees its request, and by the auditor: it is a promise of money.
CREATE POLICY of_a_request ON applications_guaranteeletter
    USING ((SELECT acting_sees('fund')) OR (SELECT acting_sees('books'))
        OR sees_request(application_id));
-- Whether a need was met is between the agency and the fund: never for those who pay.
CREATE POLICY of_a_request ON applications_outcomeask
    USING ((SELECT acting_sees('fund'))
        OR NOT (SELECT acting_sees('books')) AND sees_request(application_id));

ALTER TABLE applications_guaranteeletter ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_guaranteeletter FORCE ROW LEVEL SECURITY;
ALTER TABLE applications_outcomeask ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_outcomeask FORCE ROW LEVEL SECURITY;

-- No letter for more than its line, none for a line that is paid, cancelled or without money, and
-- none that names another request than its line's.
CREATE FUNCTION letter_fits_its_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM applications_awardline line JOIN applications_award award
            ON award.id = line.award_id
         WHERE line.id = NEW.line_id AND award.application_id = NEW.application_id
           AND line.state IN ('payable', 'in_payment')
           AND line.amount_cents >= NEW.amount_cents
    ) THEN
        RAISE EXCEPTION 'a letter that its line does not bear' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER letter_fits_its_line BEFORE INSERT OR UPDATE ON applications_guaranteeletter
    FOR EACH ROW WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION letter_fits_its_line();
