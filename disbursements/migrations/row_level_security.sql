-- Payments, payees and bank lines: read by those who see the books, written by those who pay.
-- An agency and the committee learn of a payment from the award line's own state
-- (applications_awardline), so nobody else has business here.  Forced: the tables' owner too.
DO $$
DECLARE
    of_payments text;
BEGIN
    FOREACH of_payments IN ARRAY ARRAY['disbursement', 'attempt', 'payoutmethod', 'checknumber',
                                       'providerevent', 'statement', 'statementline', 'match']
    LOOP
        EXECUTE format('CREATE POLICY those_who_pay ON disbursements_%s
            USING ((SELECT acting_sees(''fund'')) OR (SELECT acting_sees(''payments'')))',
            of_payments);
        EXECUTE format('CREATE POLICY the_auditor ON disbursements_%s FOR SELECT
            USING ((SELECT acting_sees(''books'')))', of_payments);
        EXECUTE format('ALTER TABLE disbursements_%s ENABLE ROW LEVEL SECURITY', of_payments);
        EXECUTE format('ALTER TABLE disbursements_%s FORCE ROW LEVEL SECURITY', of_payments);
    END LOOP;
END
$$;
