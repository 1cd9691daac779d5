-- What a fund has is asked with each decision and each look at the inbox.  Adding up the whole
-- journal each time would cost more with every year; so what can't change any more is added up once.

CREATE VIEW fund_posted WITH (security_invoker = true) AS
    SELECT id, fund_id, account_id, amount_cents FROM fund_postingsum
    UNION ALL
    SELECT -id, fund_id, account_id, amount_cents FROM fund_posting
     WHERE id > (SELECT COALESCE(max(upto), 0) FROM fund_postingsum);

-- Takes the postings so far into the sums.  It waits for whoever is posting and holds up who comes
-- next for a moment: a number that was drawn before is then there or never will be.
CREATE FUNCTION gather_postings() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    last bigint;
BEGIN
    LOCK TABLE fund_posting IN SHARE MODE;
    SELECT max(id) INTO last FROM fund_posting;
    INSERT INTO fund_postingsum (fund_id, account_id, amount_cents, upto)
         SELECT fund_id, account_id, sum(amount_cents), last FROM fund_posting
          WHERE id > (SELECT COALESCE(max(upto), 0) FROM fund_postingsum)
          GROUP BY fund_id, account_id
    ON CONFLICT (fund_id, account_id) DO UPDATE
       SET amount_cents = fund_postingsum.amount_cents + excluded.amount_cents;
    UPDATE fund_postingsum SET upto = last WHERE upto <> last;
    RETURN last;
END $$;

REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_postingsum FROM fund_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_posted FROM fund_app;
