package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
)

const (
	connections    = 10               // at most, per process
	idleConnection = 5 * time.Minute  // closes idle connections
	oldConnection  = 30 * time.Minute // reconnects, perhaps to another server
	connectTimeout = 10 * time.Second // the default
)

// connectionSettings are set on each connection. A process that hangs or whose host is gone must not hold locks
// for hours. A commit that is lost in a power failure would cause a second snapshot. The statements of this
// package are written for READ COMMITTED.
const connectionSettings = `SET default_transaction_isolation = 'read committed'; SET idle_in_transaction_session_timeout = '30s';
	SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
	SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`

func openPostgres(ctx context.Context, o Options) (*Store, error) {
	server, err := parseURL(o.URL)
	if err != nil {
		return nil, err
	}
	s := &Store{
		server: server, log: o.Log, restored: make(chan struct{}, 1),
		reading: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		alone:   &sql.TxOptions{Isolation: sql.LevelSerializable},
	}
	s.rw = sql.OpenDB(connector(server, s.checkServer))
	s.ro = s.rw
	s.rw.SetMaxOpenConns(connections)
	s.rw.SetMaxIdleConns(connections)
	s.rw.SetConnMaxIdleTime(idleConnection)
	s.rw.SetConnMaxLifetime(oldConnection)
	if err := s.prepareServer(ctx); err != nil {
		return nil, errors.Join(serverOpenError(server, err), s.Close())
	}
	return s, nil
}

func (s *Store) prepareServer(ctx context.Context) error {
	if err := s.checkWritable(ctx); err != nil {
		return err
	}
	err := s.Alone(ctx, func() error {
		return migrate(ctx, s.rw, goose.DialectPostgres, postgresGuards)
	})
	if err != nil {
		return err
	}
	if err := s.resolveRestart(ctx); err != nil {
		return err
	}
	before := time.Now()
	reported, err := s.Now(ctx)
	if err != nil {
		return err
	}
	s.noteClock(reported, before, time.Now())
	return nil
}

func prepareConnection(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, connectionSettings); err != nil {
		return fmt.Errorf("prepare connection: %w", err)
	}
	return nil
}

// Alone runs fn while no other process on the same PostgreSQL database runs its own. SQLite has no other
// process.
func (s *Store) Alone(ctx context.Context, fn func() error) error {
	if s.server == nil {
		return fn()
	}
	return alone(ctx, s.rw, fn)
}

// alone holds an advisory lock of a connection while fn runs; the database releases it when the process dies.
func alone(ctx context.Context, db *sql.DB, fn func() error) error {
	const key = 0x736e6170 // an arbitrary number
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key); err != nil {
		return fmt.Errorf("wait for a replica that updates the schema: %w", err)
	}
	err = fn()
	if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, key); unlock != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // a reused connection would keep the lock
		err = errors.Join(err, fmt.Errorf("release lock for other replicas: %w", unlock))
	}
	return err
}
