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
	connections    = 10               // at most, of one process
	idleConnection = 5 * time.Minute  // is closed then
	oldConnection  = 30 * time.Minute // is made again, perhaps to another server
	connectTimeout = 10 * time.Second // when the URL does not say
)

// connectionSettings are the settings of each connection. A process that stands still, or whose machine
// is gone, must not hold locks for hours; a commit that is lost when the power fails is what
// makes a second snapshot; and the statements here are made for READ COMMITTED.
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
		return nil, errors.Join(explainServer(server, err), s.Close())
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
		return fmt.Errorf("prepare the connection: %w", err)
	}
	return nil
}

// Alone runs fn while no other process on the same PostgreSQL database runs its own. On SQLite
// there is no other.
func (s *Store) Alone(ctx context.Context, fn func() error) error {
	if s.server == nil {
		return fn()
	}
	return alone(ctx, s.rw, fn)
}

// alone runs fn while no other process runs its own. The lock belongs to a connection, so the
// database lets go of it when the process dies.
func alone(ctx context.Context, db *sql.DB, fn func() error) error {
	const key = 0x736e6170 // any number that other programs are unlikely to use
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, key); err != nil {
		return fmt.Errorf("wait for other replicas that bring the schema up to date: %w", err)
	}
	err = fn()
	if _, unlock := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, key); unlock != nil {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // does not go back to the pool
		err = errors.Join(err, fmt.Errorf("let other replicas start: %w", unlock))
	}
	return err
}
