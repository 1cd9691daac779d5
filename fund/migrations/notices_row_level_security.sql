-- A notice says that somebody has to do with a request: read by her and by the fund, which sends
-- it.  Whoever acts may tell anybody.
CREATE POLICY own ON fund_notice
    USING ((SELECT acting_sees('fund')) OR user_id = (SELECT acting_person()));
CREATE POLICY told ON fund_notice FOR INSERT WITH CHECK (true);
ALTER TABLE fund_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE fund_notice FORCE ROW LEVEL SECURITY;
