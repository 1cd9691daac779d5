-- Asking for more than the cap, and granting it, each say why: sealed by the end of the transaction.
CREATE CONSTRAINT TRIGGER exception_says_why
    AFTER INSERT ON applications_capexception DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION words_are_sealed('exception');
CREATE CONSTRAINT TRIGGER grant_says_why
    AFTER INSERT OR UPDATE ON applications_capexception DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.granted_at IS NOT NULL) EXECUTE FUNCTION words_are_sealed('grant');

-- The agency asks and takes it back, the committee grants; neither does the other's part.
CREATE POLICY the_fund ON applications_capexception
    USING ((SELECT acting_sees('fund')));
CREATE POLICY of_a_request ON applications_capexception FOR SELECT
    USING (NOT (SELECT acting_sees('books')) AND sees_request(application_id));
CREATE FUNCTION is_of_own_agency(request bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM applications_application
         WHERE id = request AND agency_id = ANY (acting_keys('fund.agencies'))
    );
END
$$;
CREATE POLICY agency_asks ON applications_capexception FOR INSERT
    WITH CHECK (granted_at IS NULL AND is_of_own_agency(application_id));
CREATE POLICY agency_takes_back ON applications_capexception FOR DELETE
    USING (granted_at IS NULL AND is_of_own_agency(application_id));
CREATE POLICY committee_grants ON applications_capexception FOR UPDATE
    USING ((SELECT acting_sees('committee')) AND sees_request(application_id)
        AND NOT is_of_own_agency(application_id));
ALTER TABLE applications_capexception ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_capexception FORCE ROW LEVEL SECURITY;

ALTER POLICY committee ON applications_sealedtext
    USING (
        (SELECT acting_sees('committee'))
        AND place IN ('note', 'message', 'reason', 'recusal', 'exception', 'grant')
        AND sees_request(application_id)
    );
