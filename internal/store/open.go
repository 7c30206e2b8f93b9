package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// ErrInUse says that another Snapdeck works on the same file.
var ErrInUse = errors.New("another Snapdeck is using the database")

// Options say where the database is.
type Options struct {
	// URL of a PostgreSQL database, such as postgres://user:password@host:5432/snapdeck.
	// When it is empty, the database is the SQLite file at Path. Connections must be to the
	// server itself or be kept for whole sessions, since there are locks and notifications.
	URL string
	// Path of the SQLite file. It and its folder are made when absent, readable by
	// their owner only.
	Path string
	// Exclusive refuses to open a file that another process has opened exclusively.
	// The server does so; short commands that run beside it do not. On PostgreSQL it
	// means nothing, for several servers may work on one database.
	Exclusive bool
	// Log is told when Listen loses its connection. Nil: nobody is.
	Log *slog.Logger
}

// Store is the opened database. All methods may be called concurrently.
//
// On SQLite there is one connection that writes: whoever holds a transaction passes it
// on, and never calls a method of the Store in the meantime.
type Store struct {
	path   string          // of the file, on SQLite
	server *pgx.ConnConfig // of the database, on PostgreSQL
	rw, ro *sql.DB         // the same on PostgreSQL
	lock   *os.File
	log    *slog.Logger

	reading *sql.TxOptions // of a transaction that only reads, all of it from one state
	alone   *sql.TxOptions // of one that decides by what others may change

	settling sync.Mutex
	known    atomic.Pointer[knownState]   // of the database; nil while it is being opened
	seen     atomic.Int64                 // the highest count of beats that was committed
	restored chan struct{}                // the ledger went back in time
	clock    atomic.Pointer[clockReading] // of PostgreSQL; nil: not read yet
}

// Open opens the database, making it when absent (on PostgreSQL it must be there, and may be
// empty), and brings its schema up to date. Several processes may open the same PostgreSQL
// database at once. Errors are sentences for the operator, without the password of the URL.
// The caller closes the Store.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.URL != "" {
		return openPostgres(ctx, o)
	}
	return openSQLite(ctx, o)
}

// DB returns the pool that writes, for the job engine and for transactions that span
// both. On SQLite it is a single connection.
func (s *Store) DB() *sql.DB { return s.rw }

// Shared reports whether other processes may be working on the same database.
func (s *Store) Shared() bool { return s.server != nil }

// Path returns the absolute path of the SQLite file, and nothing on PostgreSQL.
func (s *Store) Path() string { return s.path }

// Ping reports whether the database answers and can be written to.
func (s *Store) Ping(ctx context.Context) error {
	var settings int
	if err := s.ro.QueryRowContext(ctx, `SELECT COUNT(*) FROM settings`).Scan(&settings); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	if err := s.checkWritable(ctx); err != nil {
		return fmt.Errorf("the database cannot be written to: %w", err)
	}
	return nil
}

// checkWritable begins to write. On PostgreSQL that succeeds also on a standby, so it asks.
func (s *Store) checkWritable(ctx context.Context) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		if s.server == nil {
			return nil
		}
		var readOnly string
		if err := tx.QueryRowContext(ctx, `SHOW transaction_read_only`).Scan(&readOnly); err != nil {
			return err
		}
		if readOnly == "on" {
			return errors.New("the server lets it only be read")
		}
		return nil
	})
}

// Close closes the database; on SQLite it writes what the log holds into the file. Nothing
// may use the Store any more.
func (s *Store) Close() error {
	var errs []error
	if s.ro != nil && s.ro != s.rw {
		errs = append(errs, s.ro.Close())
	}
	if s.rw != nil {
		errs = append(errs, s.rw.Close()) // the last connection checkpoints the log
	}
	if s.lock != nil {
		errs = append(errs, unlockFile(s.lock))
	}
	return errors.Join(errs...)
}
