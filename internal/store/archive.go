package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"snapdeck/internal/audit"
)

// Archived is the result of Archive.
type Archived struct {
	Operations, Stages, Entries int
	Sum                         string // SHA-256 of the file, in hex
}

func (a Archived) empty() bool { return a.Operations+a.Entries == 0 }

// ErrNewestYear means that the requested time is less than a year ago.
var ErrNewestYear = errors.New("the newest year is never archived")

// ErrNothingToArchive means that nothing is that old.
var ErrNothingToArchive = errors.New("there is nothing to archive")

// Archive moves complete operations older than a time, with their stages, and older audit entries into a new
// file of JSON lines. The file is synced to disk before the rows are deleted, in one transaction that also adds
// an audit entry. Keys of forms stay known. Operations that belong together move together, and the newest lock
// or unlock of each snapshot stays. If the deletion fails, the file stays but is not an archive.
func (s *Store) Archive(ctx context.Context, before time.Time, path string) (done Archived, err error) {
	now, err := s.Now(ctx)
	if err != nil {
		return done, err
	}
	if oldest := now.AddDate(-1, 0, 0); before.After(oldest) {
		return done, fmt.Errorf("%w: use a day up to %s", ErrNewestYear, oldest.Format(time.DateOnly))
	}
	file, err := createArchive(path)
	if err != nil {
		return done, err
	}
	var ids archivedIDs
	err = s.read(ctx, func(tx *sql.Tx) error {
		ids, err = file.write(ctx, tx, before, now)
		return err
	})
	if err == nil && file.counts.empty() {
		err = ErrNothingToArchive
	}
	if err = errors.Join(err, file.close()); err != nil {
		return done, errors.Join(err, os.Remove(path))
	}
	done = file.counts
	if err := s.deleteArchived(ctx, ids, before, now, done, path); err != nil {
		return done, fmt.Errorf("delete the archived rows; %s is only a copy: %w", path, err)
	}
	return done, nil
}

type archivedIDs struct{ operations, entries []string }

func (s *Store) deleteArchived(ctx context.Context, ids archivedIDs, before, now time.Time, done Archived, path string) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO archiving (until) VALUES ($1)`, millis(before)); err != nil {
			return err
		}
		for some := range slices.Chunk(ids.operations, maxRowsPerStatement) {
			if err := deleteOperations(ctx, tx, some); err != nil {
				return err
			}
		}
		for some := range slices.Chunk(ids.entries, maxRowsPerStatement) {
			if err := deleteAll(ctx, tx, `audit WHERE id IN (`+placeholders(1, len(some))+`)`, some); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM archiving`); err != nil {
			return err
		}
		return appendAudit(ctx, tx, audit.Entry{
			At: now, Actor: audit.Console, Action: audit.Archive, Outcome: audit.Done,
			Detail: fmt.Sprintf("Moved entries from before %[1]s into the file %[2]s. Operations: %[3]d, stages: %[4]d, audit entries: %[5]d. SHA-256 of the file: %[6]s.",
				before.UTC().Format(time.RFC3339), path, done.Operations, done.Stages, done.Entries, done.Sum),
		})
	})
}

func deleteOperations(ctx context.Context, tx *sql.Tx, ids []string) error {
	in := `(` + placeholders(1, len(ids)) + `)`
	_, err := tx.ExecContext(ctx, `INSERT INTO archived_keys (operation_id, form_key, digest)
		SELECT id, form_key, digest FROM operations WHERE id IN `+in, toArgs(ids)...)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM operation_stages WHERE operation_id IN `+in, toArgs(ids)...); err != nil {
		return err
	}
	return deleteAll(ctx, tx, `operations WHERE settled AND id IN `+in, ids)
}

// deleteAll deletes rows by their ids, and fails when one of them was deleted or changed since it was archived.
func deleteAll(ctx context.Context, tx *sql.Tx, from string, ids []string) error {
	n, err := rowsChanged(tx.ExecContext(ctx, `DELETE FROM `+from, toArgs(ids)...))
	if err == nil && n != int64(len(ids)) {
		err = errors.New("a row changed after it was read")
	}
	return err
}
