package storetest

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/audit"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// past returns the time some years and days ago.
func past(years, days int) time.Time { return time.Now().UTC().AddDate(-years, 0, -days) }

// archive is a test's store and the file that it archives to.
type archive struct {
	*testing.T
	db   *store.Store
	path string
}

func digested(op *operation.Operation) { op.Digest = "digest of " + op.ID }

func newArchive(t *testing.T, open Open) *archive {
	t.Helper()
	return &archive{t, open(t), filepath.Join(t.TempDir(), "archive.jsonl")}
}

// old records an operation as of a time in the past and moves it through states.
func (a *archive) old(at time.Time, prepare func(*operation.Operation), states ...operation.State) operation.Operation {
	a.Helper()
	op := newOperation(a.T)
	op.CreatedAt, op.UpdatedAt = at, at
	if prepare != nil {
		prepare(&op)
	}
	stored := record(a.T, a.db.Ledger(nil), op)
	for _, state := range states {
		stored = save(a.T, a.db.Ledger(nil), stored, state)
	}
	return stored
}

func (a *archive) ended(at time.Time, prepare func(*operation.Operation)) operation.Operation {
	a.Helper()
	return a.old(at, prepare, operation.Cancelled)
}

func of(kind operation.Kind, snapshot string) func(*operation.Operation) {
	return func(op *operation.Operation) { op.Kind, op.SnapshotID = kind, snapshot }
}

// lines returns the lines of the file.
func (a *archive) lines() (all []map[string]any) {
	a.Helper()
	file, err := os.Open(a.path)
	require.NoError(a, err)
	defer file.Close()
	for scanner := bufio.NewScanner(file); scanner.Scan(); {
		var l map[string]any
		require.NoError(a, json.Unmarshal(scanner.Bytes(), &l))
		all = append(all, l)
	}
	return all
}

func (a *archive) ids(kind string) (ids []string) {
	a.Helper()
	for _, l := range a.lines() {
		if l["type"] == kind {
			ids = append(ids, l["id"].(string))
		}
	}
	return ids
}

func (a *archive) stays(ops ...operation.Operation) {
	a.Helper()
	for _, op := range ops {
		_, err := a.db.Ledger(nil).Operation(a.Context(), op.ID)
		require.NoError(a, err)
		archived, err := a.db.Ledger(nil).Archived(a.Context(), op.ID)
		require.NoError(a, err)
		require.False(a, archived)
	}
}

func runArchive(t *testing.T, open Open) {
	t.Parallel()
	a := newArchive(t, open)
	ledger, before := a.db.Ledger(nil), past(1, 10)
	gone := []operation.Operation{
		a.ended(past(3, 0), digested), a.ended(past(2, 5), digested), a.old(past(2, 0), digested, operation.Submitting, operation.Failed),
	}
	stays := []operation.Operation{
		a.old(past(2, 0), nil), // has not ended
		a.old(past(2, 0), nil, operation.Submitting, operation.Unknown), // unknown outcome
		a.ended(past(1, 1), nil), // too young
		a.ended(past(0, 3), nil),
	}
	require.NoError(t, a.db.AppendAudit(t.Context(), audit.Entry{ID: "old login", At: past(2, 0), Actor: "ada", Action: audit.LogIn}))
	require.NoError(t, a.db.AppendAudit(t.Context(), audit.Entry{ID: "new login", At: past(0, 3), Actor: "ada", Action: audit.LogIn}))

	done, err := a.db.Archive(t.Context(), before, a.path)
	require.NoError(t, err)
	require.Equal(t, 3, done.Operations)
	require.Equal(t, 7, done.Stages)
	require.Equal(t, 7, done.Entries)
	a.stays(stays...)
	for _, op := range gone {
		_, err := ledger.Operation(t.Context(), op.ID)
		require.ErrorIs(t, err, operation.ErrNoOperation)
		archived, err := ledger.Archived(t.Context(), op.ID)
		require.NoError(t, err)
		require.True(t, archived)
		lines, err := a.db.AuditOf(t.Context(), op.ID)
		require.NoError(t, err)
		require.Empty(t, lines)

		retry := newOperation(t)
		retry.Key, retry.Digest = op.Key, op.Digest
		_, err = ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{retry}})
		require.ErrorIs(t, err, operation.ErrArchived, "its form is still known")
		require.ErrorContains(t, err, op.ID)
		retry.Digest = "other content"
		_, err = ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{retry}, Exclusive: true})
		require.ErrorIs(t, err, operation.ErrArchived)
		_, err = ledger.Submit(t.Context(), operation.Submission{Ops: []operation.Operation{retry}})
		require.NoError(t, err, "the form with other content is a new request")
	}
	require.Equal(t, []string{gone[0].ID, gone[1].ID, gone[2].ID}, a.ids("operation"))
	require.Contains(t, a.ids("audit"), "old login")
	lines := a.lines()
	require.Equal(t, map[string]any{
		"type": "end", "operations": 3.0, "stages": 7.0, "audit": 7.0,
	}, lines[len(lines)-1])
	first := lines[1]
	require.Equal(t, gone[0].Key, first["form_key"])
	require.Equal(t, true, first["settled"])
	require.Equal(t, 10.5, first["size_gb"])
	require.Equal(t, float64(gone[0].CreatedAt.UnixMilli()), first["created_at"])
	require.Len(t, first["stages"], 2)

	info, err := os.Stat(a.path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	text, err := os.ReadFile(a.path)
	require.NoError(t, err)
	sum := sha256.Sum256(text)
	require.Equal(t, hex.EncodeToString(sum[:]), done.Sum)
	auditLog, total, err := a.db.Audit(t.Context(), audit.Filter{Action: audit.Archive})
	require.NoError(t, err)
	require.Equal(t, 1, total)
	require.Equal(t, audit.Console, auditLog[0].Actor)
	require.Contains(t, auditLog[0].Detail, "Operations: 3, stages: 7, audit entries: 7.")
	require.Contains(t, auditLog[0].Detail, done.Sum)
	wantGuarded(t, a.db)
}

// wantGuarded requires that rows cannot be deleted or changed outside of Archive.
func wantGuarded(t *testing.T, db *store.Store) {
	t.Helper()
	for _, statement := range []string{
		`DELETE FROM audit`, `DELETE FROM operations`, `DELETE FROM operation_stages`, `UPDATE audit SET actor = 'eve'`, `UPDATE operation_stages SET note = 'x'`,
	} {
		_, err := db.DB().ExecContext(t.Context(), statement)
		require.Error(t, err, statement)
	}
	// Even with the guard open, younger rows stay.
	for _, statement := range []string{`DELETE FROM audit`, `DELETE FROM operations`} {
		tx, err := db.DB().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		_, err = tx.ExecContext(t.Context(), `INSERT INTO archiving (until) VALUES ($1)`, past(1, 10).UnixMilli())
		require.NoError(t, err)
		_, err = tx.ExecContext(t.Context(), statement)
		require.Error(t, err, statement)
		require.NoError(t, tx.Rollback())
	}
}

// Operations stay while another one of their batch stays, or the retry or the lock that refers to them.
func runArchiveTogether(t *testing.T, open Open) {
	t.Parallel()
	a := newArchive(t, open)
	in := func(batch string) func(*operation.Operation) {
		return func(op *operation.Operation) { op.Batch = batch }
	}
	whole := []operation.Operation{a.ended(past(2, 0), in("whole")), a.ended(past(2, 0), in("whole"))}
	half := []operation.Operation{a.ended(past(2, 0), in("half")), a.old(past(2, 0), in("half"))}
	first := a.ended(past(2, 0), nil)
	retried := a.ended(past(0, 1), func(op *operation.Operation) { op.RetryOf = first.ID })
	locked := a.ended(past(3, 0), of(operation.LockSnapshot, "locked"))
	unlocked := a.ended(past(2, 0), of(operation.UnlockSnapshot, "locked"))
	deleted := []operation.Operation{
		a.ended(past(3, 0), of(operation.LockSnapshot, "deleted")),
		a.old(past(2, 0), of(operation.DeleteSnapshot, "deleted"), operation.Submitting, operation.Accepted, operation.Done),
	}
	done, err := a.db.Archive(t.Context(), past(1, 1), a.path)
	require.NoError(t, err)
	a.stays(append(half, first, retried, unlocked)...)
	require.ElementsMatch(t, []string{whole[0].ID, whole[1].ID, locked.ID, deleted[0].ID, deleted[1].ID}, a.ids("operation"))
	require.Equal(t, 5, done.Operations)
}

func runArchiveRefuses(t *testing.T, open Open) {
	t.Parallel()
	a := newArchive(t, open)
	a.ended(past(2, 0), nil)
	_, err := a.db.Archive(t.Context(), past(0, 364), a.path)
	require.ErrorIs(t, err, store.ErrNewestYear)
	require.NoFileExists(t, a.path)
	_, err = a.db.Archive(t.Context(), past(5, 0), a.path)
	require.ErrorIs(t, err, store.ErrNothingToArchive)
	require.NoFileExists(t, a.path)
	require.NoError(t, os.WriteFile(a.path, []byte("mine"), 0o600))
	_, err = a.db.Archive(t.Context(), past(1, 1), a.path)
	require.ErrorIs(t, err, fs.ErrExist)
	text, err := os.ReadFile(a.path)
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))
	_, err = a.db.Archive(t.Context(), past(1, 1), filepath.Join(a.path, "no folder"))
	require.Error(t, err)
	_, total, err := a.db.Ledger(nil).List(t.Context(), operation.Filter{})
	require.NoError(t, err)
	require.Equal(t, 1, total, "nothing was deleted")
}

// runArchiveMany archives more rows than one statement takes, in two steps.
func runArchiveMany(t *testing.T, open Open) {
	t.Parallel()
	a := newArchive(t, open)
	var ids []string
	for i := range 420 {
		ids = append(ids, a.ended(past(2, i/200), nil).ID)
	}
	first, err := a.db.Archive(t.Context(), past(2, 1), a.path)
	require.NoError(t, err)
	moved := a.ids("operation")
	a.path += ".second"
	second, err := a.db.Archive(t.Context(), past(1, 1), a.path)
	require.NoError(t, err)
	require.Equal(t, len(ids), first.Operations+second.Operations)
	require.Positive(t, first.Operations)
	slices.Sort(ids)
	moved = append(moved, a.ids("operation")...)
	slices.Sort(moved)
	require.Equal(t, ids, moved)
	_, err = a.db.Archive(t.Context(), past(1, 1), a.path+".third")
	require.True(t, errors.Is(err, store.ErrNothingToArchive), err)
}
