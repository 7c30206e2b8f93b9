package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/audit"
	"snapdeck/internal/store"
)

// terminalWith makes a terminal with the given input.
func terminalWith(t *testing.T, words string) (terminal, *bytes.Buffer) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input")
	require.NoError(t, os.WriteFile(path, []byte(words+"\n"), 0o600))
	in, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, in.Close()) })
	var out bytes.Buffer
	return terminal{in, &out, &out}, &out
}

func TestUser_AuditsPasswordChange(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	environ := []string{"SNAPDECK_DATA=" + data}
	for _, password := range []string{"correct horse", "another horse"} {
		on, out := terminalWith(t, password)
		require.Zero(t, run(t.Context(), []string{"user", "add", "ada"}, environ, on), out)
	}
	on, out := terminalWith(t, "short")
	require.Equal(t, 1, run(t.Context(), []string{"user", "add", "eve"}, environ, on), out)

	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(data, app.DatabaseFile)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	lines, total, err := db.Audit(t.Context(), store.AuditFilter{})
	require.NoError(t, err)
	require.Equal(t, 2, total)
	for i, want := range []string{"User ada has a new password; the sessions of the old one have ended.", "User ada can log in now."} {
		require.Equal(t, store.AuditEntry{
			ID: lines[i].ID, At: lines[i].At, Actor: audit.Console, Action: audit.SetPassword, Outcome: audit.Done, Detail: want,
		}, lines[i])
	}
}
