package store

import (
	"database/sql/driver"
	"errors"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	sqlite3 "modernc.org/sqlite/lib"
)

// IsUnwritable reports whether an error says that nothing can be written into the database at
// the moment, whatever it is: the disk is full or fails, it may only be read, or it is not there.
func IsUnwritable(err error) bool {
	if code, is := sqliteCode(err); is {
		return slices.Contains([]int{
			sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT,
		}, code&0xff)
	}
	if code := postgresCode(err); code != "" {
		const resources, stopped, system, connection = "53", "57P", "58", "08"
		return code == readOnlyTransaction || slices.Contains([]string{resources, system, connection}, code[:2]) || code[:3] == stopped
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn)
}
