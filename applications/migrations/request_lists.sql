-- What the lists of requests need, kept and asked here so that a page costs the same whatever the
-- number of requests.

-- The categories of a request's lines, in their order, on the request itself: a list filters by
-- them without opening a line.
CREATE FUNCTION keep_categories() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    request bigint := COALESCE(NEW.application_id, OLD.application_id);
BEGIN
    UPDATE applications_application
       SET categories = ARRAY(
               SELECT line.category FROM applications_need line
                WHERE line.application_id = request ORDER BY line.position)
     WHERE id = request;
    RETURN NULL;
END $$;

CREATE TRIGGER keep_categories
    AFTER INSERT OR DELETE OR UPDATE OF category, position ON applications_need
    FOR EACH ROW EXECUTE FUNCTION keep_categories();

-- Whoever saves a request that she read before the line came in takes nothing away from it.
CREATE FUNCTION categories_follow_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        NEW.categories := OLD.categories;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER categories_follow_lines BEFORE UPDATE ON applications_application
    FOR EACH ROW WHEN (NEW.categories IS DISTINCT FROM OLD.categories)
    EXECUTE FUNCTION categories_follow_lines();

-- The newest requests that name this business, by their keys.  As the fund, by one index: row by
-- row, whoever searches would be asked for each line whether she sees it.  She sees of these
-- requests only those that the policies of the requests themselves show her.
CREATE FUNCTION requests_of_vendor(vendor bigint, most integer) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = public AS $$
DECLARE
    eyes text := current_setting('fund.views', true);
    found bigint[];
BEGIN
    PERFORM set_config('fund.views', 'fund', true);
    found := ARRAY(
        SELECT line.application_id FROM applications_need line
         WHERE line.vendor_id = vendor ORDER BY line.application_id DESC LIMIT most);
    PERFORM set_config('fund.views', COALESCE(eyes, ''), true);
    RETURN found;
END
$$;

-- A saved view is its owner's alone.
CREATE POLICY own ON applications_savedview
    USING ((SELECT acting_sees('fund')) OR user_id = (SELECT acting_person()));
ALTER TABLE applications_savedview ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications_savedview FORCE ROW LEVEL SECURITY;
