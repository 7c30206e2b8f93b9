-- What was archived may be deleted, by the transaction that has said so in the table archiving: of
-- operations and the audit log, what is older than it says there.
DELETE FROM archiving;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM archiving) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE OR REPLACE FUNCTION refuse_delete_of_newer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment BIGINT;
BEGIN
    IF TG_TABLE_NAME = 'audit' THEN
        moment := OLD.at;
    ELSE
        moment := OLD.created_at;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM archiving WHERE until > moment) THEN
        RAISE EXCEPTION '%', TG_ARGV[0];
    END IF;
    RETURN OLD;
END $$;

-- First the table that whoever writes takes first, so that a replica can start while others work.
CREATE OR REPLACE TRIGGER operations_no_delete BEFORE DELETE OR TRUNCATE ON operations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('operations are never deleted');

CREATE OR REPLACE TRIGGER operations_no_delete_of_newer BEFORE DELETE ON operations
FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_newer('operations that were not archived are never deleted');

CREATE OR REPLACE TRIGGER operation_stages_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON operation_stages
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the history of operations is append-only');

CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the audit trail is append-only');

CREATE OR REPLACE TRIGGER audit_no_delete_of_newer BEFORE DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_newer('entries that were not archived are never deleted');
