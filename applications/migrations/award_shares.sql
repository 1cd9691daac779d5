-- A share is seen by whoever sees its line.
CREATE POLICY of_a_line ON applications_awardshare
    USING ((SELECT acting_sees('fund')) OR (SELECT acting_sees('books')) OR EXISTS (
        SELECT FROM applications_awardline line WHERE line.id = line_id));
ALTER TABLE applications_awardshare ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_awardshare FORCE ROW LEVEL SECURITY;

-- A line that waits for money has no share; from when it is payable they come to its amount.
-- Looked at when the transaction ends, as the fund: a member whose stepping back decided a request
-- does not see it any more.
CREATE FUNCTION award_shares_add_up() RETURNS trigger
LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    eyes text := current_setting('fund.views', true);
    checked bigint := (to_jsonb(NEW) ->> CASE TG_TABLE_NAME
        WHEN 'applications_awardshare' THEN 'line_id' ELSE 'id' END)::bigint;
    line applications_awardline;
    shared bigint;
BEGIN
    PERFORM set_config('fund.views', 'fund', true);
    SELECT * INTO STRICT line FROM applications_awardline WHERE id = checked;
    SELECT coalesce(sum(amount_cents), 0) INTO shared
        FROM applications_awardshare WHERE line_id = checked;
    PERFORM set_config('fund.views', COALESCE(eyes, ''), true);
    IF shared <> (CASE line.state WHEN 'unfunded' THEN 0 WHEN 'cancelled' THEN shared
                                  ELSE line.amount_cents END) THEN
        RAISE EXCEPTION 'the shares of % do not come to its amount', line.reference
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER shares_of_a_line_add_up
    AFTER INSERT OR UPDATE OF state, amount_cents ON applications_awardline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION award_shares_add_up();
CREATE CONSTRAINT TRIGGER shares_add_up AFTER INSERT ON applications_awardshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION award_shares_add_up();

-- What a fund pays of a line is settled once: a payment of it may be signed by now.
CREATE FUNCTION award_share_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a fund pays of a line is fixed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER share_is_fixed BEFORE UPDATE OR DELETE ON applications_awardshare
    FOR EACH ROW EXECUTE FUNCTION award_share_is_fixed();
REVOKE UPDATE, DELETE, TRUNCATE ON applications_awardshare FROM fund_app;
