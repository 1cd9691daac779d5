-- Every event of the audit trail is chained to the one before it, by PostgreSQL itself, in the
-- event's own transaction (decision 0033). fund/proof/chain.py computes the same bytes.

-- Events whose transaction is about to commit. Outside of a commit this table is empty.
CREATE TABLE fund_auditwaiting (event_id bigint PRIMARY KEY);

-- One field: its length in bytes, then its bytes; a NULL is the length -1.
CREATE FUNCTION audit_field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(int4send(octet_length(value)) || convert_to(value, 'UTF8'), int4send(-1))
$$;

-- At commit, first round: wait for the end of the round. The checks of foreign keys are in this
-- round and may wait for other people's row locks; the chain's lock must not be held meanwhile.
CREATE FUNCTION audit_event_ends() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO fund_auditwaiting VALUES (NEW.id);
    RETURN NULL;
END $$;

-- Second round: nothing is waited for any more but the chain itself.
CREATE FUNCTION audit_event_is_chained() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    event fund_auditevent;
    place bigint;
    before bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('fund_auditlink'));
    SELECT * INTO STRICT event FROM fund_auditevent WHERE id = NEW.event_id;
    SELECT position + 1, hash INTO place, before
        FROM fund_auditlink ORDER BY position DESC LIMIT 1;
    IF NOT FOUND THEN
        place := 1;
        before := decode(repeat('00', 32), 'hex');
    END IF;
    INSERT INTO fund_auditlink (position, event_id, previous, hash) VALUES (
        place, event.id, before,
        sha256(
            audit_field('fund.audit.1') || audit_field(place::text) || before
            || audit_field(event.id::text)
            || audit_field(to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
            || audit_field(event.actor_id::text) || audit_field(event.act)
            || audit_field(event.subject) || audit_field(event.facts::text)
        )
    );
    DELETE FROM fund_auditwaiting WHERE event_id = NEW.event_id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_event_ends AFTER INSERT ON fund_auditevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_event_ends();
CREATE CONSTRAINT TRIGGER audit_event_is_chained AFTER INSERT ON fund_auditwaiting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_event_is_chained();

CREATE TRIGGER link_is_forever BEFORE UPDATE OR DELETE ON fund_auditlink
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER link_not_truncated BEFORE TRUNCATE ON fund_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER checkpoint_is_forever BEFORE UPDATE OR DELETE ON fund_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER checkpoint_not_truncated BEFORE TRUNCATE ON fund_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

REVOKE ALL ON fund_auditwaiting FROM fund_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON fund_auditlink FROM fund_app;
REVOKE UPDATE, DELETE, TRUNCATE ON fund_checkpoint FROM fund_app;

-- What was recorded before there was a chain.
INSERT INTO fund_auditwaiting SELECT id FROM fund_auditevent ORDER BY id;
