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

	_ "modernc.org/sqlite" // the SQLite driver, without cgo
)

// readers is how many read-only connections SQLite gets beside the one that writes.
const readers = 4

// ErrInUse says that another Snapdeck works on the same file.
var ErrInUse = errors.New("another Snapdeck is using the database")

// Options say where the database is.
type Options struct {
	// Path of the SQLite file. It and its folder are made when absent, readable by
	// their owner only.
	Path string
	// Exclusive refuses to open a file that another process has opened exclusively.
	// The server does so; short commands that run beside it do not.
	Exclusive bool
}

// Store is the opened database. All methods may be called concurrently.
//
// On SQLite there is one connection that writes: whoever holds a transaction passes it
// on, and never calls a method of the Store meanwhile.
type Store struct {
	path   string
	rw, ro *sql.DB
	lock   *os.File
}

// Open opens the database, making it when absent, and brings its schema up to date.
// Errors are sentences for the operator. The caller closes the Store.
func Open(ctx context.Context, o Options) (*Store, error) {
	path, err := prepareFile(o.Path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path}
	if o.Exclusive {
		if s.lock, err = lockFile(path + ".lock"); err != nil {
			return nil, err
		}
	}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context) error {
	var err error
	if s.rw, err = sql.Open("sqlite", dsn(s.path, false)); err != nil {
		return fmt.Errorf("open the database %s: %w", s.path, err)
	}
	s.rw.SetMaxOpenConns(1)
	if err := s.rw.PingContext(ctx); err != nil {
		return explain(s.path, err)
	}
	if err := migrate(ctx, s.rw); err != nil {
		return explain(s.path, err)
	}
	if s.ro, err = sql.Open("sqlite", dsn(s.path, true)); err != nil {
		return fmt.Errorf("open the database %s for reading: %w", s.path, err)
	}
	s.ro.SetMaxOpenConns(readers)
	s.ro.SetMaxIdleConns(readers)
	return nil
}

// prepareFile makes the folder and the file, and finds out early what stands in the way.
func prepareFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("the database path %q cannot be used: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("the folder of the database cannot be made: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return "", fmt.Errorf("the database cannot be opened for writing: %w", err)
	}
	return path, file.Close()
}

// dsn names the file and the settings of each connection. The driver applies busy_timeout first.
//
// synchronous=FULL: in WAL mode NORMAL loses the last commits when the power fails, and
// a lost "about to call" is what makes a second snapshot.
func dsn(path string, readOnly bool) string {
	q := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "synchronous(FULL)"}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_pragma", "journal_mode(WAL)")
		q.Set("_txlock", "immediate")
	}
	return "file:" + strings.ReplaceAll((&url.URL{Path: path}).EscapedPath(), "+", "%2B") + "?" + q.Encode()
}

// DB returns the pool that writes, for the job engine and for transactions that span
// both. On SQLite it is a single connection.
func (s *Store) DB() *sql.DB { return s.rw }

// Path returns the absolute path of the SQLite file.
func (s *Store) Path() string { return s.path }

// Ping reports whether the database answers and can be written to.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.ro.QueryRowContext(ctx, `SELECT COUNT(*) FROM settings`).Scan(&one); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	if err := s.write(ctx, func(tx *sql.Tx) error { return nil }); err != nil {
		return fmt.Errorf("the database cannot be written to: %w", err)
	}
	return nil
}

// Close writes what the log holds into the database file and closes it. Nothing may use the
// Store any more.
func (s *Store) Close() error {
	var errs []error
	if s.ro != nil {
		errs = append(errs, s.ro.Close())
	}
	if s.rw != nil {
		errs = append(errs, s.rw.Close()) // the last connection checkpoints the log
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
