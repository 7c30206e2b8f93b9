// Package arch holds the tests of the project's structure: which package may import which,
// and what no file may be or do.
package arch
