-- A message, a vote for less than was asked and a stepping back each say something: their text is
-- sealed by the time that the transaction ends.  Runs as whoever writes, who may see her own words.
CREATE FUNCTION words_are_sealed() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    standing boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_TABLE_NAME)
        INTO standing USING NEW.id;
    IF standing AND NOT EXISTS (
        SELECT FROM applications_sealedtext WHERE place = TG_ARGV[0] AND "row" = NEW.id
    ) THEN
        RAISE EXCEPTION 'a % without words', TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER message_says_something
    AFTER INSERT ON applications_message DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION words_are_sealed('message');

CREATE CONSTRAINT TRIGGER recusal_says_why
    AFTER INSERT ON applications_recusal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION words_are_sealed('recusal');

CREATE CONSTRAINT TRIGGER less_than_asked_has_a_reason
    AFTER INSERT OR UPDATE ON applications_reviewline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.verdict <> 'approve') EXECUTE FUNCTION words_are_sealed('reason');

