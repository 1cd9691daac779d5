-- A reason of one's own has words, sealed by the end of the transaction; one of the list needs none.
DROP TRIGGER less_than_asked_has_a_reason ON applications_reviewline;
CREATE CONSTRAINT TRIGGER other_reason_has_words
    AFTER INSERT OR UPDATE ON applications_reviewline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.why = 'other') EXECUTE FUNCTION words_are_sealed('reason');

-- Who abstains says nothing on any line; who votes says something.
CREATE FUNCTION vote_or_abstention() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
    vote bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF EXISTS (
        SELECT FROM applications_review review
         WHERE review.id = vote AND review.abstained = EXISTS (
             SELECT FROM applications_reviewline line WHERE line.review_id = review.id)
    ) THEN
        RAISE EXCEPTION 'a vote without lines, or an abstention with some'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER vote_or_abstention
    AFTER INSERT OR UPDATE ON applications_review DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION vote_or_abstention('id');
CREATE CONSTRAINT TRIGGER vote_or_abstention
    AFTER INSERT ON applications_reviewline DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION vote_or_abstention('review_id');
