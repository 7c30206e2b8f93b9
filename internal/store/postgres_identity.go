package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
)

// The database is an earlier or other one when its cluster, its timeline or the table differs: after a
// point-in-time recovery, a failover to a standby, or loading a dump. Not every user may read the first two,
// and not every service has them.
const (
	clusterIdentity = `SELECT CAST(system_identifier AS TEXT) || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) FROM pg_control_system()`
	tableIdentity   = `SELECT CAST(CAST('ledger_state'::regclass AS OID) AS TEXT)`
)

// identityOf returns the identity of the connected database, which changes when it goes back in time.
func identityOf(ctx context.Context, conn *sql.Conn) (string, error) {
	return identify(func(query string, dest ...any) error { return conn.QueryRowContext(ctx, query).Scan(dest...) })
}

func identify(ask func(query string, dest ...any) error) (string, error) {
	cluster, table := "/", ""
	if err := ask(clusterIdentity, &cluster); err != nil && !isUnavailable(err) {
		return "", err
	}
	if err := ask(tableIdentity, &table); err != nil {
		return "", err
	}
	return cluster + "/" + table, nil
}

// isUnavailable reports whether a function is missing, or not allowed to this user.
func isUnavailable(err error) bool {
	const undefinedFunction, notSupported = "42883", "0A000"
	return slices.Contains([]string{notAllowed, undefinedFunction, notSupported}, postgresCode(err))
}

// errStandby means that a connection leads to a standby, which would be an earlier state of the database when
// promoted.
var errStandby = errors.New("the server is a standby")

// checkServer checks each new connection for a database that went back in time, and reconciles it before the
// connection is used. A server that goes back in time closes all connections, so one check per connection is
// enough.
func (s *Store) checkServer(ctx context.Context, conn *pgx.Conn) error {
	known := s.remembered.Load()
	if known == nil {
		return nil // Open checks itself
	}
	seen := s.seen.Load()
	ask := func(query string, dest ...any) error { return conn.QueryRow(ctx, query).Scan(dest...) }
	var standby bool
	if err := ask(`SELECT pg_is_in_recovery()`, &standby); err != nil {
		return err
	}
	if standby {
		return errStandby
	}
	identity, err := identify(ask)
	if err != nil {
		return err
	}
	var heartbeat, restores int64
	if err := ask(`SELECT beat, restores FROM ledger_state WHERE name = 'ledger'`, &heartbeat, &restores); err != nil {
		return err
	}
	if identity == known.identity && restores == known.restores && heartbeat >= seen {
		return nil
	}
	if err := s.resolveRestart(ctx); postgresCode(err) == readOnlyTransaction {
		return errStandby // nothing can be sent while the database is read-only; the next connection is checked again
	} else if err != nil {
		return err
	}
	return nil
}

// uncheckedPool returns a pool for the check itself, whose connections are not checked, and a function that closes it.
func (s *Store) uncheckedPool() (db *sql.DB, release func() error) {
	if s.server == nil {
		return s.rw, func() error { return nil }
	}
	db = sql.OpenDB(connector(s.server, nil))
	db.SetMaxOpenConns(1)
	return db, db.Close
}
