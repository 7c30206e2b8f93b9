package ionossim_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
)

// TestPersist_RestartContinues stops a simulator with running requests and starts another on its file.
func TestPersist_RestartContinues(t *testing.T) {
	t.Parallel()
	cfg := ionossim.Config{Seed: 1, StateFile: filepath.Join(t.TempDir(), "cloud.json"), Clock: newClock(), Size: ionossim.SeedSize{Idle: true}}
	one := newTestSim(t, cfg)
	one.clock = cfg.Clock.(*clock)
	v := one.volume("prod-data-fra", "db-01-data")
	id, running := one.create(v, `{"properties":{"name":"running"}}`)
	_, queued := one.create(v, "")
	deleted := one.do(http.MethodDelete, "/snapshots/"+id, "").requestPath(t)
	require.Equal(t, http.StatusCreated, one.do(http.MethodPost, "/snapshots/"+id+"/labels", `{"properties":{"key":"k","value":"v"}}`).status)
	one.clock.advance(5 * time.Second)
	require.Equal(t, "RUNNING", one.status(running))
	require.NoError(t, one.Close())

	two := newTestSim(t, cfg)
	two.clock = one.clock
	require.Equal(t, one.Snapshots(), two.Snapshots())
	require.Equal(t, one.Volumes(), two.Volumes())
	require.Equal(t, one.Requests(), two.Requests())
	require.Equal(t, one.get("/contracts").text, two.get("/contracts").text)
	require.Equal(t, "RUNNING", two.status(running))
	two.clock.advance(25 * time.Second)
	require.Equal(t, []string{"DONE", "RUNNING", "DONE"}, []string{two.status(running), two.status(queued), two.status(deleted)})

	// ids continue
	fresh, _ := two.create(v, "")
	require.NotContains(t, one.rawGet("/requests")+one.rawGet("/snapshots"), fresh)
}

// TestPersist_StoresAccepted reads the file right after a response, as after a crash.
func TestPersist_StoresAccepted(t *testing.T) {
	t.Parallel()
	cfg := idleConfig()
	cfg.StateFile = filepath.Join(t.TempDir(), "cloud.json")
	b := newTestSim(t, cfg)
	id, _ := b.create(b.volume("prod-web-fra", "web-01-root"), "")
	text, err := os.ReadFile(cfg.StateFile)
	require.NoError(t, err)
	require.Contains(t, string(text), id)
	files, err := os.ReadDir(filepath.Dir(cfg.StateFile))
	require.NoError(t, err)
	require.Len(t, files, 1, "no temporary file is left")
}

func TestPersist_DamagedFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"{": "damaged", "": "damaged", `{"Version":99,"World":{}}`: "version 99", `{"Version":1}`: "version 1"} {
		path := filepath.Join(t.TempDir(), "cloud.json")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := ionossim.New(ionossim.Config{StateFile: path})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, path)
	}
	_, err := ionossim.New(ionossim.Config{StateFile: filepath.Join(t.TempDir(), "missing", "cloud.json")})
	require.ErrorContains(t, err, "store state")
}
