-- Documents: the filing agency's, and the committee's for the requests that it sees.  Never for
-- those who pay.
CREATE POLICY of_a_request ON applications_document
    USING ((SELECT acting_sees('fund'))
        OR NOT (SELECT acting_sees('books')) AND sees_request(application_id));
ALTER TABLE applications_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_document FORCE ROW LEVEL SECURITY;
