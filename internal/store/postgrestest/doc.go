// Package postgrestest provides temporary PostgreSQL databases for tests. One cluster serves all tests of a
// process. It runs the installed programs, listens on a socket in its own folder, and is removed when the
// process ends, however it ends.
package postgrestest
