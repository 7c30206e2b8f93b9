package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openError turns an error of SQLite while opening into a message for the operator.
func openError(path string, err error) error {
	switch primaryCode(err) {
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%s is not a Snapdeck database: %w", path, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("the database %s is damaged; restore a backup: %w", path, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("the database %s or its folder cannot be written to: %w", path, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk with the database %s is full: %w", path, err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("another program has locked the database %s: %w", path, err)
	}
	return fmt.Errorf("open database %s: %w", path, err)
}

// wrap says what failed; without an error it returns nil.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}

// isUnique reports whether a statement failed because a unique value exists.
func isUnique(err error) bool {
	if postgresCode(err) == uniqueViolation {
		return true
	}
	code, ok := sqliteCode(err)
	return ok && (code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

func primaryCode(err error) int {
	code, _ := sqliteCode(err)
	return code & 0xff
}

func sqliteCode(err error) (int, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Code(), true
}
