-- As before (acting.sql), but a role that a second person has not confirmed opens no row.
CREATE OR REPLACE FUNCTION act_as(person bigint, day date, is_fund boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    roles text[];
    files boolean;
    votes boolean;
    pays boolean;
BEGIN
    SELECT COALESCE(array_agg(held.role::text), '{}') INTO roles
      FROM fund_rolegrant held JOIN fund_user who ON who.id = held.user_id
     WHERE held.user_id = person AND who.is_active AND held.confirmed_at IS NOT NULL
       AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day);
    files := roles && '{advocate,agency_supervisor}';
    votes := roles && '{committee_member,committee_chair,on_call}';
    pays := roles && '{finance_preparer,finance_releaser}';
    PERFORM
        set_config('fund.person', COALESCE(person::text, ''), true),
        set_config('fund.views', concat_ws(' ',
            CASE WHEN is_fund THEN 'fund' END,
            CASE WHEN votes THEN 'committee' END,
            CASE WHEN pays THEN 'payments' END,
            CASE WHEN pays OR roles && '{auditor}' THEN 'books' END), true),
        set_config('fund.agencies', CASE WHEN files THEN ARRAY(
            SELECT held.agency_id FROM fund_rolegrant held
             WHERE held.user_id = person AND held.role IN ('advocate', 'agency_supervisor')
               AND held.confirmed_at IS NOT NULL
               AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
        )::text ELSE '' END, true),
        set_config('fund.ties', CASE WHEN votes THEN ARRAY(
            SELECT held.agency_id FROM fund_rolegrant held
             WHERE held.user_id = person AND held.agency_id IS NOT NULL
               AND held.confirmed_at IS NOT NULL
               AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
        )::text ELSE '' END, true),
        set_config('fund.supervised', CASE WHEN votes THEN ARRAY(
            SELECT who.id FROM fund_user who WHERE who.supervisor_id = person
        )::text ELSE '' END, true);
END
$$;

-- Who has which role, and who gave it, stays: else one person alone could turn a role that waits
-- into one that nobody gave.  An agreement only ends sooner.
REVOKE UPDATE ON fund_rolegrant FROM fund_app;
GRANT UPDATE (agency_id, donor_id, starts_on, ends_on,
              confirmed_by_id, confirmed_at, refused_by_id, refused_at) ON fund_rolegrant TO fund_app;
REVOKE UPDATE, DELETE, TRUNCATE ON fund_agreement FROM fund_app;
GRANT UPDATE (ends_on, told_at) ON fund_agreement TO fund_app;
