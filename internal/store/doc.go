// Package store holds every SQL statement of Snapdeck except those of the job engine: the ledger of operations,
// the audit log, users, sessions, login attempts and settings, and what processes on one PostgreSQL database
// share: notifications and documents.
//
// The same SQL runs on SQLite and PostgreSQL: placeholders are $1, ids are text made in Go, times are Unix
// milliseconds, and the current time is always a parameter.
package store
