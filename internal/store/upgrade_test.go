package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
	"snapdeck/internal/store/postgrestest"
)

// beforeConsent is the schema version before operations had slots, chains and digests.
const beforeConsent = 7

// oldDatabase creates a database of that version with the rows that write adds, and opens it with this program.
func oldDatabase(t *testing.T, write func(insert func(query string, args ...any))) map[string]*Store {
	t.Helper()
	path, url := filepath.Join(t.TempDir(), "old.sqlite"), postgrestest.URL(t)
	lite, err := sql.Open("sqlite", dsn(path, false))
	require.NoError(t, err)
	server, err := sql.Open("pgx", url)
	require.NoError(t, err)
	for _, at := range []struct {
		db      *sql.DB
		dialect goose.Dialect
	}{{lite, goose.DialectSQLite3}, {server, goose.DialectPostgres}} {
		upTo(t, at.db, at.dialect, beforeConsent)
		write(func(query string, args ...any) {
			_, err := at.db.ExecContext(t.Context(), query, args...)
			require.NoError(t, err)
		})
		require.NoError(t, at.db.Close())
	}
	opened := map[string]*Store{}
	for name, o := range map[string]Options{"SQLite": {Path: path}, "PostgreSQL": {URL: url}} {
		s, err := Open(t.Context(), o)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		opened[name] = s
	}
	return opened
}

func upTo(t *testing.T, db *sql.DB, dialect goose.Dialect, version int64) {
	t.Helper()
	folder, err := fs.Sub(migrations, "migrations")
	require.NoError(t, err)
	provider, err := goose.NewProvider(dialect, db, folder, goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_versions"), goose.WithGoMigrations(goMigrations()...))
	require.NoError(t, err)
	_, err = provider.UpTo(t.Context(), version)
	require.NoError(t, err)
}

// oldOperation is a row as older versions wrote it.
type oldOperation struct{ id, kind, state, params, volumeID, snapshotID, batch string }

func (o oldOperation) insert(n int, insert func(query string, args ...any)) {
	from := map[string]string{"queued": "", "waiting": "queued", "submitting": "queued", "accepted": "submitting", "provisioning": "accepted",
		"done": "accepted", "failed": "queued", "unknown": "submitting", "cancelled": "queued"}[o.state]
	final := o.state == "done" || o.state == "failed" || o.state == "cancelled"
	if o.params == "" {
		o.params = `{"name":"n"}`
	}
	insert(`INSERT INTO operations (id, idempotency_key, version, kind, from_state, state, settled, actor, actor_addr, datacenter_id, datacenter_name, location,
		volume_id, volume_name, size_gb, params, sends, not_before, request_id, request_status, snapshot_id, label_state, label_tries, label_note, label_next_at,
		failure, search_text, created_at, updated_at, finished_at, retry_of, lane_rank, batch_id, made_volume_id)
		VALUES ($1, $1, 1, $2, $3, $4, $5, 'amy', '', 'dc', 'prod', 'de/fra', $6, '', 10, $7, 0, 0, '', '', $8, '', 0, '', 0, '', '', $9, $9, 0, '', 0, $10, '')`,
		o.id, o.kind, from, o.state, final, o.volumeID, o.params, o.snapshotID, 1000+n, o.batch)
	insert(`INSERT INTO operation_stages (operation_id, seq, state, at, note) VALUES ($1, 1, 'queued', 1000, '')`, o.id)
}

func TestMigration_KeepsOldestOfEquivalentOperations(t *testing.T) {
	t.Parallel()
	old := []oldOperation{
		{id: "first", kind: "delete-snapshot", state: "queued", snapshotID: "a"},
		{id: "second", kind: "delete-snapshot", state: "queued", snapshotID: "a"},
		{id: "third", kind: "delete-snapshot", state: "waiting", snapshotID: "a"},
		{id: "waits", kind: "delete-snapshot", state: "queued", snapshotID: "b"},
		{id: "begun", kind: "delete-snapshot", state: "accepted", snapshotID: "b"},
		{id: "ended", kind: "delete-snapshot", state: "failed", snapshotID: "c"},
		{id: "alone", kind: "delete-snapshot", state: "queued", snapshotID: "c"},
		{id: "lock-1", kind: "lock-snapshot", state: "queued", snapshotID: "a"},
		{id: "lock-2", kind: "lock-snapshot", state: "queued", snapshotID: "a"},
		{id: "create-1", kind: "create-snapshot", state: "queued", volumeID: "v"},
		{id: "create-2", kind: "create-snapshot", state: "queued", volumeID: "v"},
		{id: "restore-1", kind: "restore-volume", state: "unknown", volumeID: "v", snapshotID: "x"},
		{id: "restore-2", kind: "restore-volume", state: "queued", volumeID: "v", snapshotID: "y"},
	}
	want := map[string]operation.State{
		"first": operation.Queued, "second": operation.Cancelled, "third": operation.Cancelled, "waits": operation.Cancelled, "begun": operation.Accepted,
		"ended": operation.Failed, "alone": operation.Queued, "lock-1": operation.Queued, "lock-2": operation.Queued,
		"create-1": operation.Queued, "create-2": operation.Queued, "restore-1": operation.Unknown, "restore-2": operation.Cancelled,
	}
	for name, s := range oldDatabase(t, func(insert func(string, ...any)) {
		for n, o := range old {
			o.insert(n, insert)
		}
	}) {
		ledger := s.Ledger(nil)
		for id, state := range want {
			op, err := ledger.Operation(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, state, op.State, "%s: %s", name, id)
			require.Equal(t, id, op.Key)
			if state == operation.Cancelled && op.Stages[len(op.Stages)-1].Note == "" {
				require.Fail(t, "the reason is missing", "%s: %s", name, id)
			}
		}
		auditLog, err := s.AuditOf(t.Context(), "second")
		require.NoError(t, err)
		require.Contains(t, auditLog[0].Detail, "first")
		retry := operation.Operation{ID: "again", Key: "again", Kind: operation.DeleteSnapshot, State: operation.Queued, SnapshotID: "a"}
		var open *operation.OpenError
		_, err = ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{retry}})
		require.ErrorAs(t, err, &open)
		require.Equal(t, "first", open.Operation.ID)
	}
}

// A restore is at its overwrite, another one waits, and creates are queued.
func TestMigration_ContinuesWorkInFlight(t *testing.T) {
	t.Parallel()
	step := func(after string) string {
		return fmt.Sprintf(`{"name":"n","task":{"after":%q,"server":{"id":"srv","name":"web"}}}`, after)
	}
	old := []oldOperation{
		{id: "a-stop", kind: "stop-server", state: "done", params: step(""), batch: "a"},
		{id: "a-restore", kind: "restore-volume", state: "queued", params: `{"name":"n","task":{"after":"a-stop"}}`, volumeID: "v", snapshotID: "x", batch: "a"},
		{id: "a-start", kind: "start-server", state: "queued", params: step("a-restore"), batch: "a"},
		{id: "delete", kind: "delete-snapshot", state: "queued", snapshotID: "x"},
		{id: "create", kind: "create-snapshot", state: "queued", volumeID: "w"},
	}
	for name, s := range oldDatabase(t, func(insert func(string, ...any)) {
		for n, o := range old {
			o.insert(n, insert)
		}
	}) {
		ledger := s.Ledger(nil)
		position := func(id string) operation.Blocked {
			op, err := ledger.Operation(t.Context(), id)
			require.NoError(t, err)
			at, err := ledger.Position(t.Context(), op, operation.Terms{Now: op.CreatedAt.AddDate(1, 0, 0), Width: 1})
			require.NoError(t, err)
			return at
		}
		require.Equal(t, operation.Blocked{}, position("a-restore"), name)
		require.True(t, position("delete").Lost, "%s: the restore needs its snapshot", name)
		require.Equal(t, 1, position("create").QueuePosition, "%s: an operation that depends on the restore blocks no other", name)
		chain, _, err := ledger.List(context.WithoutCancel(t.Context()), operation.Filter{Chain: "a-restore"})
		require.NoError(t, err)
		require.Len(t, chain, 3, name)
	}
}

// The backup is from before the ledger had a state.
func TestRestore_OlderSchema(t *testing.T) {
	t.Parallel()
	backup, path := filepath.Join(t.TempDir(), "backup.sqlite"), filepath.Join(t.TempDir(), "snapdeck.sqlite")
	db, err := sql.Open("sqlite", dsn(backup, false))
	require.NoError(t, err)
	upTo(t, db, goose.DialectSQLite3, beforeConsent)
	oldOperation{id: "planned", kind: "delete-snapshot", state: "queued", snapshotID: "a"}.insert(1, func(query string, args ...any) {
		_, err := db.ExecContext(t.Context(), query, args...)
		require.NoError(t, err)
	})
	require.NoError(t, db.Close())
	_, err = RestoreBackup(t.Context(), path, backup)
	require.NoError(t, err)
	s, err := Open(t.Context(), Options{Path: path, Exclusive: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	op, err := s.Ledger(nil).Operation(t.Context(), "planned")
	require.NoError(t, err)
	require.Equal(t, operation.CauseBackupRestored, op.Prevented())
}
