-- The directory of other help and the words on each category: a version is never edited.
CREATE FUNCTION version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of % is never edited: make the next one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER resource_stays BEFORE UPDATE OR DELETE ON fund_resource
    FOR EACH ROW EXECUTE FUNCTION version_stays();
CREATE TRIGGER guide_stays BEFORE UPDATE OR DELETE ON fund_categoryguide
    FOR EACH ROW EXECUTE FUNCTION version_stays();

REVOKE DELETE, TRUNCATE ON fund_resource, fund_categoryguide FROM fund_app;
