package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/audit"
	"snapdeck/internal/store"
)

// terminalWith returns a terminal with the given input.
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
	lines, total, err := db.Audit(t.Context(), audit.Filter{})
	require.NoError(t, err)
	require.Equal(t, 2, total)
	for i, want := range [][2]string{
		{audit.SetPassword, "User ada has a new password; the sessions of the old one have ended."}, {audit.AddUser, "User ada can log in now, as admin."},
	} {
		require.Equal(t, audit.Entry{
			ID: lines[i].ID, At: lines[i].At, Actor: audit.Console, Action: want[0], Outcome: audit.Done, Detail: want[1],
		}, lines[i])
	}
}

func TestUser_Commands(t *testing.T) {
	t.Parallel()
	environ := []string{"SNAPDECK_DATA=" + t.TempDir()}
	for _, c := range []struct {
		args   string
		status int
		prints string
	}{
		{"user add ada", 0, "as admin"},
		{"user add bea", 0, "as viewer"},
		{"user add cy --role auditor", 0, "as auditor"},
		{"user add cy --role operator", 0, "User cy is operator now."},
		{"user add cy", 0, "has a new password"},
		{"user list", 0, "cy    operator  active"},
		{"user add ada --role viewer", 1, "no other user is an admin"},
		{"user add dee --role owner", 1, "no such role"},
		{"user role bea operator", 0, "operator"},
		{"user role bea", 1, "web user role NAME ROLE"},
		{"user role ada viewer", 1, "no other user is an admin"},
		{"user disable ada", 1, "no other user is an admin"},
		{"user disable bea", 0, "sessions have ended"},
		{"user list", 0, "bea   operator  disabled  never       0"},
		{"user enable bea", 0, "again"},
		{"user logout bea", 0, "ended"},
		{"user remove cy", 0, "removed"},
		{"user remove cy", 1, "no such user"},
		{"user", 1, "web user list"},
		{"user forget ada", 1, "web user list"},
	} {
		on, out := terminalWith(t, "correct horse")
		require.Equal(t, c.status, run(t.Context(), strings.Fields(c.args), environ, on), "%s: %s", c.args, out)
		require.Contains(t, out.String(), c.prints, c.args)
	}
}
