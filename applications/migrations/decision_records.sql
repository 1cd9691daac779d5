-- What was decided is written once: nobody changes it, and the application can't even try.
CREATE TRIGGER decision_is_forever BEFORE UPDATE OR DELETE ON applications_decisionrecord
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER decision_not_truncated BEFORE TRUNCATE ON applications_decisionrecord
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON applications_decisionrecord FROM fund_app;

-- Read like the votes it holds: by whoever sees the request, never by those who pay. Written by
-- whoever decides.
CREATE POLICY the_fund ON applications_decisionrecord
    USING ((SELECT acting_sees('fund')));
CREATE POLICY of_a_request ON applications_decisionrecord FOR SELECT
    USING (NOT (SELECT acting_sees('books')) AND sees_request(application_id));
CREATE POLICY committee_decides ON applications_decisionrecord FOR INSERT
    WITH CHECK ((SELECT acting_sees('committee')) AND sees_request(application_id)
        AND NOT is_of_own_agency(application_id));
ALTER TABLE applications_decisionrecord ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_decisionrecord FORCE ROW LEVEL SECURITY;
