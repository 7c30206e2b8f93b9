package store

import (
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The PostgreSQL error codes that are handled here.
const (
	invalidUser          = "28000"
	invalidPassword      = "28P01"
	noDatabase           = "3D000"
	notAllowed           = "42501"
	noSchema             = "3F000" // no schema to create tables in
	tooManyConnections   = "53300"
	startingUp           = "57P03"
	uniqueViolation      = "23505"
	serializationFailure = "40001"
	deadlock             = "40P01"
	readOnlyTransaction  = "25006"
	diskFull             = "53100"
)

// serverOpenError turns an error while opening into a message for the operator. Texts of PostgreSQL and its
// driver contain no password.
func serverOpenError(server *pgx.ConnConfig, err error) error {
	where := fmt.Sprintf("%s:%d", server.Host, server.Port)
	switch postgresCode(err) {
	case invalidUser, invalidPassword:
		return fmt.Errorf("PostgreSQL at %s does not accept the user %s; check the user name and the password of the URL: %w", where, server.User, err)
	case noDatabase:
		return fmt.Errorf("PostgreSQL at %s has no database %s; create it with the owner %s: %w", where, server.Database, server.User, err)
	case notAllowed, noSchema:
		return fmt.Errorf("the user %s lacks privileges in the database %s at %s; make it the owner: %w", server.User, server.Database, where, err)
	case tooManyConnections:
		return fmt.Errorf("PostgreSQL at %s has no free connection; raise max_connections (each replica takes up to %d): %w", where, connections+2, err)
	case startingUp:
		return fmt.Errorf("PostgreSQL at %s is starting or stopping; try again: %w", where, err)
	case readOnlyTransaction:
		return fmt.Errorf("the database %s at %s is read-only; use the address of the primary server: %w", server.Database, where, err)
	}
	var failed *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &failed) || errors.As(err, &network) {
		return fmt.Errorf("PostgreSQL at %s cannot be reached: %w", where, err)
	}
	return fmt.Errorf("open database %s at %s: %w", server.Database, where, err)
}

// isConflict reports whether a transaction failed because of another one and may succeed when repeated.
func isConflict(err error) bool {
	code := postgresCode(err)
	return code == serializationFailure || code == deadlock
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}
