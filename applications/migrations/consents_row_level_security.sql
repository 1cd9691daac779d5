-- A consent is seen by whoever sees its request: who reads words or pays has to ask it.
CREATE POLICY of_a_request ON applications_consent
    USING ((SELECT acting_sees('fund')) OR sees_request(application_id));
ALTER TABLE applications_consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_consent FORCE ROW LEVEL SECURITY;
