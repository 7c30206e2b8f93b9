package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/config"
)

func TestApp_RepairsLooseRights(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	c, err := config.Parse(nil, []string{"SNAPDECK_DATA=" + data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=correct horse battery"}, nil)
	require.NoError(t, err)
	begin := func() string {
		var log strings.Builder
		a, err := New(t.Context(), c, Options{Out: t.Output(), Log: slog.New(slog.NewTextHandler(&log, nil)), Version: "test"})
		require.NoError(t, err)
		require.NoError(t, a.Stop(t.Context()))
		return log.String()
	}
	require.NotContains(t, begin(), "rights")
	files := []string{DatabaseFile, "session.key"}
	for _, name := range files {
		require.NoError(t, os.Chmod(filepath.Join(data, name), 0o664))
	}
	require.Equal(t, len(files), strings.Count(begin(), "repair rights"))
	for _, name := range files {
		info, err := os.Stat(filepath.Join(data, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(ownerOnly), info.Mode().Perm(), name)
	}
}
