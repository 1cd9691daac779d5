-- Who was told, and the word afterwards: whoever sees the request, never those who pay.
CREATE POLICY of_a_request ON applications_call
    USING ((SELECT acting_sees('fund'))
        OR NOT (SELECT acting_sees('books')) AND sees_request(application_id));
CREATE POLICY the_fund ON applications_ratification
    USING ((SELECT acting_sees('fund')));
CREATE POLICY committee ON applications_ratification
    USING ((SELECT acting_sees('committee')) AND sees_request(application_id)
        AND NOT is_of_own_agency(application_id));

DO $$
DECLARE
    of_a_request text;
BEGIN
    FOREACH of_a_request IN ARRAY ARRAY['call', 'ratification']
    LOOP
        EXECUTE format('ALTER TABLE applications_%s ENABLE ROW LEVEL SECURITY', of_a_request);
        EXECUTE format('ALTER TABLE applications_%s FORCE ROW LEVEL SECURITY', of_a_request);
    END LOOP;
END
$$;

-- Why the committee did not agree is the committee's own affair, also where a member works for the
-- filing agency.  Two policies of their own: one opens this place, one shuts it to everybody else.
CREATE POLICY ratification ON applications_sealedtext
    USING ((SELECT acting_sees('committee')) AND place = 'ratification'
        AND sees_request(application_id));
CREATE POLICY ratification_stays_inside ON applications_sealedtext AS RESTRICTIVE
    USING (place <> 'ratification' OR (SELECT acting_sees('fund'))
        OR (SELECT acting_sees('committee')) AND NOT is_of_own_agency(application_id));
