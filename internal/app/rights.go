package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ownerOnly is the mode of a file that only its owner may read and write.
const ownerOnly = 0o600

// repairRights removes the rights of other users on the database and the session key, which a copied file or a wide
// umask may have granted.
func (a *App) repairRights() error {
	if runtime.GOOS == "windows" { // its rights are not in the mode
		return nil
	}
	for _, name := range []string{DatabaseFile, DatabaseFile + "-wal", DatabaseFile + "-shm", "session.key"} {
		path := filepath.Join(a.config.Data, name)
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("look at the rights of %s: %w", path, err)
		}
		if info.Mode().Perm()&^ownerOnly == 0 {
			continue
		}
		if err := os.Chmod(path, ownerOnly); err != nil {
			a.log.Warn("restrict rights of file", "file", path, "mode", info.Mode().Perm().String(), "error", err)
			continue
		}
		a.log.Warn("restricted rights of file", "file", path, "was", info.Mode().Perm().String())
	}
	return nil
}
