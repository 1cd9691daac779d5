-- Which rows of a request who acts may see and change.  Forced: the tables' owner too.  Where no
-- policy says yes there is no row.  Settings are read in scalar sub-selects, once a statement.

-- Requests with a line for a business that one of these agencies owns or runs.  As the fund: a
-- reviewer in conflict does not see the lines that put her in conflict.
CREATE FUNCTION requests_tied_to(agencies bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public AS $$
DECLARE
    eyes text := current_setting('fund.views', true);
    tied bigint[];
BEGIN
    IF agencies = '{}' THEN
        RETURN agencies;
    END IF;
    PERFORM set_config('fund.views', 'fund', true);
    tied := ARRAY(
        SELECT line.application_id FROM applications_need line
          JOIN fund_vendor vendor ON vendor.id = line.vendor_id
         WHERE vendor.tied_agency_id = ANY (agencies)
    );
    PERFORM set_config('fund.views', COALESCE(eyes, ''), true);
    RETURN tied;
END
$$;

-- Whether the fund has paid this business: asked by each agency about all of them.
CREATE FUNCTION vendor_was_paid(vendor bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public AS $$
DECLARE
    eyes text := current_setting('fund.views', true);
    was_paid boolean;
BEGIN
    PERFORM set_config('fund.views', 'fund', true);
    was_paid := EXISTS (
        SELECT FROM applications_awardline line
         WHERE line.vendor_id = vendor AND line.state = 'paid'
    );
    PERFORM set_config('fund.views', COALESCE(eyes, ''), true);
    RETURN was_paid;
END
$$;

-- The request itself.

CREATE POLICY the_fund ON applications_application
    USING ((SELECT acting_sees('fund')));
CREATE POLICY own_agency ON applications_application
    USING (agency_id = ANY ((SELECT acting_keys('fund.agencies'))::bigint[]));
CREATE POLICY committee ON applications_application
    USING (
        (SELECT acting_sees('committee'))
        AND submitted_at IS NOT NULL
        AND agency_id <> ALL ((SELECT acting_keys('fund.ties'))::bigint[])
        AND filed_by_id <> (SELECT acting_person())
        AND filed_by_id <> ALL ((SELECT acting_keys('fund.supervised'))::bigint[])
        AND id <> ALL ((SELECT requests_tied_to(acting_keys('fund.ties')))::bigint[])
        AND id <> ALL (ARRAY(
            SELECT stepped.application_id FROM applications_recusal stepped
             WHERE stepped.reviewer_id = (SELECT acting_person())
        ))
    );
CREATE POLICY payments ON applications_application
    USING ((SELECT acting_sees('payments')) AND state IN ('approved', 'closed'));

-- Rows of a request: seen by whoever sees the request.  A function, which looks one request up by
-- its key: a sub-select here tempts the planner to read all requests for one page of lines.
CREATE FUNCTION sees_request(request bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public AS $$
BEGIN
    RETURN EXISTS (SELECT FROM applications_application WHERE id = request);
END
$$;

CREATE POLICY of_a_request ON applications_need
    USING ((SELECT acting_sees('fund')) OR sees_request(application_id));

-- Awards are the auditor's business too: an amount, a business, a fund; nothing of the request.

CREATE POLICY of_a_request ON applications_award
    USING ((SELECT acting_sees('fund')) OR (SELECT acting_sees('books'))
        OR sees_request(application_id));
CREATE POLICY of_an_award ON applications_awardline
    USING ((SELECT acting_sees('fund')) OR (SELECT acting_sees('books')) OR EXISTS (
        SELECT FROM applications_award award WHERE award.id = award_id));

-- Votes, words and stepping back: never for those who pay.

CREATE POLICY of_a_request ON applications_review
    USING ((SELECT acting_sees('fund'))
        OR NOT (SELECT acting_sees('books')) AND sees_request(application_id));
CREATE POLICY of_a_review ON applications_reviewline
    USING ((SELECT acting_sees('fund')) OR EXISTS (
        SELECT FROM applications_review review WHERE review.id = review_id));
CREATE POLICY of_a_request ON applications_message
    USING ((SELECT acting_sees('fund'))
        OR NOT (SELECT acting_sees('books')) AND sees_request(application_id));
CREATE POLICY own_or_committee ON applications_recusal
    USING (
        (SELECT acting_sees('fund')) OR (SELECT acting_sees('committee'))
        OR reviewer_id = (SELECT acting_person())
    );

-- Sealed words, by place: the agency its own, the committee what it needs, finance the account
-- number of a line that it pays.

CREATE POLICY the_fund ON applications_sealedtext
    USING ((SELECT acting_sees('fund')));
CREATE POLICY own_agency ON applications_sealedtext
    USING (place <> 'recusal' AND EXISTS (
        SELECT FROM applications_application request
         WHERE request.id = application_id
           AND request.agency_id = ANY ((SELECT acting_keys('fund.agencies'))::bigint[])));
CREATE POLICY committee ON applications_sealedtext
    USING (
        (SELECT acting_sees('committee'))
        AND place IN ('note', 'message', 'reason', 'recusal')
        AND sees_request(application_id)
    );
CREATE POLICY payments ON applications_sealedtext
    FOR SELECT
    USING ((SELECT acting_sees('payments')) AND place = 'vendor_account'
        AND sees_request(application_id));

DO $$
DECLARE
    of_a_request text;
BEGIN
    FOREACH of_a_request IN ARRAY ARRAY['application', 'need', 'award', 'awardline', 'review',
                                        'reviewline', 'message', 'recusal', 'sealedtext']
    LOOP
        EXECUTE format('ALTER TABLE applications_%s ENABLE ROW LEVEL SECURITY', of_a_request);
        EXECUTE format('ALTER TABLE applications_%s FORCE ROW LEVEL SECURITY', of_a_request);
    END LOOP;
END
$$;
