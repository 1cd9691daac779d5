-- Django's cache table: wrong passwords and codes are counted here for all processes.
CREATE TABLE fund_tries (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX fund_tries_expires ON fund_tries (expires);
