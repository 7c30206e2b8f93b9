//go:build !unix

package store

import (
	"os"
)

// lockFile only opens the file: these systems have no lock that ends with the process.
func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	return file, wrap(err, "open lock of the database")
}

func unlockFile(file *os.File) error { return file.Close() }
