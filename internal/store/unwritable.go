package store

import (
	"slices"

	sqlite3 "modernc.org/sqlite/lib"
)

// IsUnwritable reports whether an error proves that there is no room for what people request, also
// when there is some for a sign of life. Other errors may be over by now.
func IsUnwritable(err error) bool {
	if _, is := sqliteCode(err); is {
		return slices.Contains([]int{sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT}, primaryCode(err))
	}
	return postgresCode(err) == diskFull
}
