-- What was archived may be deleted, by the transaction that has said so in the table archiving: of
-- operations and the audit log, what is older than it says there.
DELETE FROM archiving;

DROP TRIGGER IF EXISTS audit_no_delete;
DROP TRIGGER IF EXISTS operations_no_delete;

CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER IF NOT EXISTS audit_no_delete_of_newer BEFORE DELETE ON audit
WHEN NOT EXISTS (SELECT 1 FROM archiving WHERE until > OLD.at)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE TRIGGER IF NOT EXISTS operations_no_delete_of_newer BEFORE DELETE ON operations
WHEN NOT EXISTS (SELECT 1 FROM archiving WHERE until > OLD.created_at)
BEGIN SELECT RAISE(ABORT, 'operations are never deleted'); END;

CREATE TRIGGER IF NOT EXISTS operation_stages_no_update BEFORE UPDATE ON operation_stages
BEGIN SELECT RAISE(ABORT, 'the history of operations is append-only'); END;

CREATE TRIGGER IF NOT EXISTS operation_stages_no_delete BEFORE DELETE ON operation_stages
WHEN NOT EXISTS (SELECT 1 FROM archiving)
BEGIN SELECT RAISE(ABORT, 'the history of operations is append-only'); END;
