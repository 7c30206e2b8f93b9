package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// The numbers of tries for a transaction that conflicts with others. Serializable ones conflict more often.
const (
	writeTries = 5
	aloneTries = 20
)

// write runs fn in a writing transaction, again after a conflict on PostgreSQL. There it runs with READ
// COMMITTED: each statement sees what was committed before it, and an UPDATE checks its WHERE again after
// waiting for a row.
func (s *Store) write(ctx context.Context, fn func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := within(ctx, s.rw, nil, fn)
		if err == nil || try == writeTries || !isConflict(err) {
			return err
		}
	}
}

// writeAlone runs fn as if no other transaction ran at the same time. On PostgreSQL, when one such transaction
// depends on what another changes, one of the two is repeated.
func (s *Store) writeAlone(ctx context.Context, fn func(tx *sql.Tx) error) error {
	for try := 1; ; try++ {
		err := within(ctx, s.rw, s.alone, fn)
		if err == nil || try == aloneTries || !isConflict(err) && postgresCode(err) != uniqueViolation {
			return err
		}
	}
}

// read runs fn on one consistent snapshot of the database.
func (s *Store) read(ctx context.Context, fn func(tx *sql.Tx) error) error {
	return within(ctx, s.ro, s.reading, fn)
}

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

// millis converts a time for storage; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// collect scans and closes the rows of a query, whose error it takes as well.
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

func queryAll[T any](ctx context.Context, q querier, scan func(row) (T, error), text string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, text, args...)
	return collect(rows, err, scan)
}

func scanText(r row) (text string, err error) {
	err = r.Scan(&text)
	return text, err
}

func scanPair(r row) (pair [2]string, err error) {
	err = r.Scan(&pair[0], &pair[1])
	return pair, err
}

// execOne executes a statement, and returns missing when it changes no row.
func execOne(ctx context.Context, q querier, missing error, text string, args ...any) error {
	n, err := rowsChanged(q.ExecContext(ctx, text, args...))
	if err == nil && n == 0 {
		err = missing
	}
	return err
}

// rowsChanged returns how many rows a statement changed.
func rowsChanged(done sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

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
