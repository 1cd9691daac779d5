-- The two roles of the application and what each may do.  Idempotent: run it again at will.
--
--   fund_owner  owns the database and its schema; runs migrations; nobody signs in with it otherwise
--   fund_app    the application: rows only, no tables, no roles, never past row-level security
--
-- Production: as the cluster's superuser, in template1 or in the fund's own database
--   psql --set=ON_ERROR_STOP=1 --dbname=template1 --file=deploy/roles.sql
--   createdb --owner=fund_owner fund
--   psql --set=ON_ERROR_STOP=1 --dbname=fund --file=deploy/roles.sql
-- then give both a password:  ALTER ROLE fund_app PASSWORD '...'
-- The embedded server of demos and tests runs this same file.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fund_owner') THEN
        CREATE ROLE fund_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fund_app') THEN
        CREATE ROLE fund_app;
    END IF;
END
$$;

ALTER ROLE fund_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE fund_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Entering the database is all that is granted on it: no schemas, no temporary tables.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, fund_app', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO fund_owner, fund_app', current_database());
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO fund_app;

-- What a migration makes, the application may use.  Tables that only grow (the ledger, the audit
-- trail) take UPDATE and DELETE back in their own migration.
ALTER DEFAULT PRIVILEGES FOR ROLE fund_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fund_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fund_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO fund_app;
ALTER DEFAULT PRIVILEGES FOR ROLE fund_owner IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO fund_app;
