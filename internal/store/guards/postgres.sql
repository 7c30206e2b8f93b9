CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

-- First the table that whoever writes takes first, so that a replica can start while others work.
CREATE OR REPLACE TRIGGER operations_no_delete BEFORE DELETE OR TRUNCATE ON operations
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('operations are never deleted');

CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the audit trail is append-only');
