package store

import (
	"cmp"
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

// ErrInUse means that another Snapdeck process uses the file.
var ErrInUse = errors.New("another Snapdeck is using the database")

// Options select the database.
type Options struct {
	// URL of a PostgreSQL database, such as postgres://user:password@host:5432/snapdeck. When it is empty, the
	// database is the SQLite file at Path. Poolers must work per session: Snapdeck uses advisory locks and
	// notifications.
	URL string
	// Path of the SQLite file. It and its folder are created when missing, for their owner only.
	Path string
	// Exclusive refuses to open a file that another process has opened exclusively. The server sets it, short
	// commands do not. It is ignored on PostgreSQL, where several servers may share a database.
	Exclusive bool
	// Log receives lost connections of Listen; may be nil.
	Log *slog.Logger
}

// Store is an open database, safe for concurrent use.
//
// SQLite has one writing connection: code that holds a transaction passes it on, and must not call a method of
// the Store.
type Store struct {
	path   string          // of the file, on SQLite
	server *pgx.ConnConfig // of the database, on PostgreSQL
	rw, ro *sql.DB         // equal on PostgreSQL
	lock   *os.File
	log    *slog.Logger

	session, savedViews *sql.Stmt // run for every page; parsing one each time takes up to a sixth of a page's time on SQLite

	reading *sql.TxOptions // of a read-only transaction on one snapshot of the database
	alone   *sql.TxOptions // of a serializable transaction

	settling   sync.Mutex
	remembered atomic.Pointer[rememberedState] // of the database; nil while it is being opened
	seen       atomic.Int64                    // the highest committed heartbeat count
	restored   chan struct{}                   // signals that the ledger went back in time
	clock      atomic.Pointer[clockReading]    // of PostgreSQL; nil before the first reading
}

// Open opens the database and updates its schema. A missing SQLite file is created; a PostgreSQL database must
// exist and may be empty. Several processes may open the same PostgreSQL database at once. Errors are messages
// for the operator, without the password of the URL. The caller closes the Store.
func Open(ctx context.Context, o Options) (*Store, error) {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	open := openSQLite
	if o.URL != "" {
		open = openPostgres
	}
	s, err := open(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare parses the queries that every page runs, once for all pages.
func (s *Store) prepare(ctx context.Context) (err error) {
	if s.session, err = s.ro.PrepareContext(ctx, sessionQuery); err != nil {
		return fmt.Errorf("prepare the query of sessions: %w", err)
	}
	if s.savedViews, err = s.ro.PrepareContext(ctx, savedViewsQuery); err != nil {
		return fmt.Errorf("prepare the query of saved views: %w", err)
	}
	return nil
}

// DB returns the writing pool, for the job engine and for transactions that span both. On SQLite it has a
// single connection.
func (s *Store) DB() *sql.DB { return s.rw }

// Shared reports whether other processes may use the same database.
func (s *Store) Shared() bool { return s.server != nil }

// Path returns the absolute path of the SQLite file, or "" on PostgreSQL.
func (s *Store) Path() string { return s.path }

// Ping reports whether the database is reachable and writable.
func (s *Store) Ping(ctx context.Context) error {
	var settings int
	if err := s.ro.QueryRowContext(ctx, `SELECT COUNT(*) FROM settings`).Scan(&settings); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return wrap(s.checkWritable(ctx), "the database is not writable")
}

// checkWritable starts a writing transaction. PostgreSQL allows that on a standby, so it also checks
// transaction_read_only.
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
			return errors.New("the server accepts reads only")
		}
		return nil
	})
}

// Close closes the database and, on SQLite, checkpoints the write-ahead log. The Store must not be used
// afterwards.
func (s *Store) Close() error {
	var errs []error
	if s.ro != nil && s.ro != s.rw {
		errs = append(errs, s.ro.Close())
	}
	if s.rw != nil {
		errs = append(errs, s.rw.Close()) // closing the last connection checkpoints the log
	}
	if s.lock != nil {
		errs = append(errs, unlockFile(s.lock))
	}
	return errors.Join(errs...)
}
