package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// ownerOnly are the rights of a file that its owner alone may read and write.
const ownerOnly = 0o600

// repairRights takes the rights of others on the database and the session key away: a copy that was put in
// place, or a careless umask, may have given them.
func (a *App) repairRights() error {
	if runtime.GOOS == "windows" { // where rights are not in the mode
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
			a.log.Warn("others can reach a file with secrets", "file", path, "mode", info.Mode().Perm().String(), "error", err.Error())
			continue
		}
		a.log.Warn("repair rights of a file with secrets", "file", path, "was", info.Mode().Perm().String())
	}
	return nil
}
