-- A stay is seen by whoever sees its line, and a line's amount is nights times rate.
CREATE POLICY of_a_need ON applications_stay
    USING ((SELECT acting_sees('fund')) OR EXISTS (
        SELECT FROM applications_need need WHERE need.id = need_id));
ALTER TABLE applications_stay ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_stay FORCE ROW LEVEL SECURITY;

CREATE FUNCTION stay_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF EXISTS (
        SELECT FROM applications_stay stay JOIN applications_need need ON need.id = stay.need_id
         WHERE need.id = line AND need.amount_cents <> stay.nights * stay.rate_cents
    ) THEN
        RAISE EXCEPTION 'the amount of line % is not its nights times its rate', line
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER stay_adds_up AFTER INSERT OR UPDATE ON applications_stay
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stay_adds_up('need_id');
CREATE CONSTRAINT TRIGGER stay_adds_up AFTER UPDATE OF amount_cents ON applications_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stay_adds_up('id');
