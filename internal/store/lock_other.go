//go:build !unix

package store

import (
	"fmt"
	"os"
)

// lockFile opens the lock's file. These systems have no lock that ends with the process.
func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the lock of the database cannot be opened: %w", err)
	}
	return file, nil
}

func unlockFile(file *os.File) error { return file.Close() }
