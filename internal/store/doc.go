// Package store holds every SQL statement of Snapdeck but those of the job engine: the
// ledger of operations, the audit log, users, sessions, login attempts and settings, and
// what several processes on one PostgreSQL database need of each other: notifications,
// documents.
//
// One text serves SQLite and PostgreSQL: placeholders are $1, ids are text made in Go,
// times are Unix milliseconds, and the moment is always a parameter.
package store
