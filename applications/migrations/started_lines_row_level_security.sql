-- A line in progress: whoever sees the request, which nobody but the filing agency does before it
-- is sent.
CREATE POLICY of_a_request ON applications_startedline
    USING ((SELECT acting_sees('fund')) OR sees_request(application_id));
ALTER TABLE applications_startedline ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_startedline FORCE ROW LEVEL SECURITY;
