// Package postgrestest gives tests PostgreSQL databases to throw away. One cluster serves
// all tests of a process. It is made from the programs that are installed, listens on a
// socket in a folder of its own, and is gone when the process is, however it ended.
package postgrestest
