package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/config"
)

func TestApp_RepairsLooseRights(t *testing.T) {
	t.Parallel()
	data := installation(t)
	begin := func() string {
		var log logBuffer
		o := quiet()
		o.Log = log.logger()
		stop(t, newApp(t, data, o))
		return log.String()
	}
	require.NotContains(t, begin(), "rights")
	files := []string{DatabaseFile, "session.key"}
	for _, name := range files {
		require.NoError(t, os.Chmod(filepath.Join(data, name), 0o664))
	}
	require.Equal(t, len(files), strings.Count(begin(), "restricted rights"))
	for _, name := range files {
		info, err := os.Stat(filepath.Join(data, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(ownerOnly), info.Mode().Perm(), name)
	}
}

func TestRights_OnlyLooseOnesOfSecretFilesChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file     string
		was, now os.FileMode
	}{
		"readable by all":         {DatabaseFile, 0o644, ownerOnly},
		"writable by the group":   {DatabaseFile, 0o660, ownerOnly},
		"the log of the database": {DatabaseFile + "-wal", 0o604, ownerOnly},
		"its shared memory":       {DatabaseFile + "-shm", 0o640, ownerOnly},
		"executable":              {"session.key", 0o700, ownerOnly},
		"as it should be":         {"session.key", 0o600, 0o600},
		"stricter":                {"session.key", 0o400, 0o400},
		"another file":            {"notes.txt", 0o644, 0o644},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log logBuffer
			a := &App{config: config.Config{Data: t.TempDir()}, log: log.logger()}
			path := filepath.Join(a.config.Data, c.file)
			require.NoError(t, os.WriteFile(path, nil, 0o600))
			require.NoError(t, os.Chmod(path, c.was))
			require.NoError(t, a.repairRights())
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, c.now, info.Mode().Perm())
			require.Equal(t, c.was != c.now, log.String() != "", "only a repair is logged")
		})
	}
}
