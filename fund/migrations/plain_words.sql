-- Words as a person looks for them: small letters, no accents.  Always the same for the same
-- words, which unaccent alone does not promise: it is told which dictionary to use.
CREATE FUNCTION plain_words(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::pg_catalog.regdictionary, words))
$$;
