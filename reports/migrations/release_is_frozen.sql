-- A released figure is never edited: only the next step of its release may be written.

CREATE FUNCTION release_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    steps text[] := ARRAY['state', 'published_at', 'published_by_id',
                          'withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a release is never deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(OLD) - steps <> to_jsonb(NEW) - steps THEN
        RAISE EXCEPTION 'the figures of a release are fixed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.state, NEW.state) NOT IN
       (('prepared', 'published'), ('prepared', 'withdrawn'), ('published', 'withdrawn')) THEN
        RAISE EXCEPTION 'a release does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.state = 'published' AND (OLD.published_at, OLD.published_by_id)
       IS DISTINCT FROM (NEW.published_at, NEW.published_by_id)
       OR NEW.state = 'withdrawn' AND OLD.state = 'prepared' AND NEW.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'who published a release, and when, is fixed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION released_part_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a released figure is never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM 1 FROM reports_release WHERE id = NEW.release_id AND state = 'prepared';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nothing is added to a release that is out'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION released_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'releases are never emptied' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER release_only_moves_on BEFORE UPDATE OR DELETE ON reports_release
    FOR EACH ROW EXECUTE FUNCTION release_only_moves_on();
CREATE TRIGGER released_table_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON reports_releasedtable
    FOR EACH ROW EXECUTE FUNCTION released_part_is_frozen();
CREATE TRIGGER report_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON reports_donorreport
    FOR EACH ROW EXECUTE FUNCTION released_part_is_frozen();
CREATE TRIGGER releases_not_emptied BEFORE TRUNCATE ON reports_release
    FOR EACH STATEMENT EXECUTE FUNCTION released_is_not_emptied();
CREATE TRIGGER released_tables_not_emptied BEFORE TRUNCATE ON reports_releasedtable
    FOR EACH STATEMENT EXECUTE FUNCTION released_is_not_emptied();
CREATE TRIGGER reports_not_emptied BEFORE TRUNCATE ON reports_donorreport
    FOR EACH STATEMENT EXECUTE FUNCTION released_is_not_emptied();
