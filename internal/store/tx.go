package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// querier is what a pool and a transaction have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// writeTries is how often a transaction is run that others keep from committing.
const writeTries = 5

// aloneTries is how often that is for a transaction that must not meet others of its kind.
const aloneTries = 20

// write runs fn in a transaction that may write, again when PostgreSQL says that it got in
// the way of another one. There it runs on READ COMMITTED: each statement sees what was
// committed before it, and an UPDATE checks its WHERE again when it had to wait for a row.
func (s *Store) write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := within(ctx, s.rw, nil, fn)
		if err == nil || try == writeTries || !isConflict(err) {
			return err
		}
	}
}

// writeAlone runs fn as if nobody else wrote at the same time. On PostgreSQL such transactions see of
// each other when one of them decides by what the other changes, and one of the two is run again.
func (s *Store) writeAlone(ctx context.Context, fn func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := within(ctx, s.rw, s.alone, fn)
		if err == nil || try == aloneTries || !isConflict(err) && postgresCode(err) != uniqueViolation {
			return err
		}
	}
}

// read runs fn on one consistent state of the database.
func (s *Store) read(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return within(ctx, s.ro, s.reading, fn)
}

// beginner is what a pool and a connection have in common.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

func within(ctx context.Context, db beginner, opts *sql.TxOptions, fn func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return errors.Join(fmt.Errorf("commit: %w", err), ignoreDone(tx.Rollback()))
	}
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// millis is a time as it is stored; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis is a stored time.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// collect reads all rows.
func collect[T any](rows *sql.Rows, err error, scan func(row) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, rows.Err()
}

// row is a row to be scanned.
type row interface{ Scan(dest ...any) error }

// placeholders returns n placeholders beginning with the given number: "$3, $4".
func placeholders(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
