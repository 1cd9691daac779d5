-- A consent is evidence: it may be revoked once, and nothing else of it changes.
CREATE FUNCTION consent_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
       OR (NEW.id, NEW.application_id, NEW.purpose, NEW.scope, NEW.given_on, NEW.ends_on,
           NEW.recorded_by_id, NEW.recorded_at)
          IS DISTINCT FROM
          (OLD.id, OLD.application_id, OLD.purpose, OLD.scope, OLD.given_on, OLD.ends_on,
           OLD.recorded_by_id, OLD.recorded_at)
    THEN
        RAISE EXCEPTION 'a consent is only ever revoked'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER consent_only_ends BEFORE UPDATE OR DELETE ON applications_consent
    FOR EACH ROW EXECUTE FUNCTION consent_only_ends();

REVOKE DELETE, TRUNCATE ON applications_consent FROM fund_app;
