package store

import (
	"slices"

	sqlite3 "modernc.org/sqlite/lib"
)

// IsUnwritable reports whether an error proves that the database has no room for users' requests, even if a
// heartbeat can still be written. Other errors may be temporary.
func IsUnwritable(err error) bool {
	if _, is := sqliteCode(err); is {
		return slices.Contains([]int{sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT}, primaryCode(err))
	}
	return postgresCode(err) == diskFull
}
