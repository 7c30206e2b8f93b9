package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver without cgo
)

// readers is the number of read-only connections beside the writing one.
const readers = 4

func openSQLite(ctx context.Context, o Options) (*Store, error) {
	path, err := prepareFile(o.Path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, log: o.Log, restored: make(chan struct{}, 1), reading: &sql.TxOptions{ReadOnly: true}}
	if o.Exclusive {
		if s.lock, err = lockFile(path + ".lock"); err != nil {
			return nil, err
		}
		if err := applyPendingBackup(ctx, path, time.Now()); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.readHeartbeat()
	}
	if err := s.openFile(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) openFile(ctx context.Context) error {
	var err error
	if s.rw, err = sql.Open("sqlite", dsn(s.path, false)); err != nil {
		return fmt.Errorf("open database %s: %w", s.path, err)
	}
	s.rw.SetMaxOpenConns(1)
	if err := s.rw.PingContext(ctx); err != nil {
		return openError(s.path, err)
	}
	if err := migrate(ctx, s.rw, goose.DialectSQLite3, sqliteGuards); err != nil {
		return openError(s.path, err)
	}
	if err := s.resolveRestart(ctx); err != nil {
		return openError(s.path, err)
	}
	if s.ro, err = sql.Open("sqlite", dsn(s.path, true)); err != nil {
		return fmt.Errorf("open database %s for reading: %w", s.path, err)
	}
	s.ro.SetMaxOpenConns(readers)
	s.ro.SetMaxIdleConns(readers)
	return nil
}

// prepareFile creates the folder and the file, and finds problems early.
func prepareFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("database path %q is invalid: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("create folder of the database: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", fmt.Errorf("open database for writing: %w", err)
	}
	return path, file.Close()
}

// dsn names the file and the settings of each connection. The driver applies busy_timeout first.
//
// synchronous=FULL: in WAL mode, NORMAL loses the last commits in a power failure, and a lost record of an
// intended call would cause a second snapshot.
func dsn(path string, readOnly bool) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "synchronous(FULL)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Set("_txlock", "immediate")
	}
	return "file:" + escapedPath(path) + "?" + q.Encode()
}

// escapedPath is a path within the address of a database.
func escapedPath(path string) string {
	return strings.ReplaceAll((&url.URL{Path: path}).EscapedPath(), "+", "%2B")
}
