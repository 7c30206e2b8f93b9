package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
)

// PostgreSQL is another one than before when its cluster, its timeline or the table itself is
// another one: after a recovery to a point in time, a failover to a standby, or a dump that was
// put in. Not every user may ask for the first two, and not every service has them.
const (
	clusterIdentity = `SELECT CAST(system_identifier AS TEXT) || '/' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) FROM pg_control_system()`
	tableIdentity   = `SELECT CAST(CAST('ledger_state'::regclass AS OID) AS TEXT)`
)

// identityOf is what tells the database of a connection from an earlier state of itself.
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

// isUnavailable reports whether a function is not there, or not for this user.
func isUnavailable(err error) bool {
	const undefinedFunction, notSupported = "42883", "0A000"
	return slices.Contains([]string{notAllowed, undefinedFunction, notSupported}, postgresCode(err))
}

// errStandby says that a connection leads to a standby, which may become the primary and would
// then be an earlier state of the database.
var errStandby = errors.New("the server is a standby")

// checkServer looks, on a new connection, whether the database went back in time since this
// process last saw it, and makes that good before anybody uses the connection. A server that
// goes back in time ends every connection to it, so that each one need be looked at once.
func (s *Store) checkServer(ctx context.Context, conn *pgx.Conn) error {
	known := s.known.Load()
	if known == nil {
		return nil // the store is being opened, and looks itself
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
		return errStandby // nothing can be sent until it can be written to, and then this is looked at again
	} else if err != nil {
		return err
	}
	return nil
}

// bare returns a pool whose connections are not looked at, and what closes it again.
func (s *Store) bare() (db *sql.DB, release func() error) {
	if s.server == nil {
		return s.rw, func() error { return nil }
	}
	db = sql.OpenDB(connector(s.server, nil))
	db.SetMaxOpenConns(1)
	return db, db.Close
}
