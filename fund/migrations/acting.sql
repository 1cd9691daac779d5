-- Who acts in this transaction and what kinds of rows that person may see (fund/tenancy.py).
-- The application names a person; what follows from her grants on that day is found here, once a
-- transaction, and kept in settings that end with it.  Policies only read the settings.
CREATE FUNCTION act_as(person bigint, day date, is_fund boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    roles text[];
    files boolean;
    votes boolean;
    pays boolean;
BEGIN
    SELECT COALESCE(array_agg(held.role::text), '{}') INTO roles
      FROM fund_rolegrant held JOIN fund_user who ON who.id = held.user_id
     WHERE held.user_id = person AND who.is_active
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
               AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
        )::text ELSE '' END, true),
        set_config('fund.ties', CASE WHEN votes THEN ARRAY(
            SELECT held.agency_id FROM fund_rolegrant held
             WHERE held.user_id = person AND held.agency_id IS NOT NULL
               AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
        )::text ELSE '' END, true),
        set_config('fund.supervised', CASE WHEN votes THEN ARRAY(
            SELECT who.id FROM fund_user who WHERE who.supervisor_id = person
        )::text ELSE '' END, true);
END
$$;

-- The person, or null.
CREATE FUNCTION acting_person() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT NULLIF(current_setting('fund.person', true), '')::bigint
$$;

-- Whether who acts sees with these eyes: fund, committee, payments or books.
CREATE FUNCTION acting_sees(eyes text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE(eyes = ANY (string_to_array(current_setting('fund.views', true), ' ')), false)
$$;

-- Keys that act_as found: fund.agencies, fund.ties or fund.supervised.
CREATE FUNCTION acting_keys(setting text) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT COALESCE(NULLIF(current_setting(setting, true), ''), '{}')::bigint[]
$$;
