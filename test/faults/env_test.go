package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// testEnv is a snapshot, its volume and a server, for one action during one fault.
type testEnv struct {
	app      *proxiedApp
	db       *store.Store
	name     string
	fault    faultCase
	snapshot ionossim.Snapshot
	volume   ionossim.Volume // whose content has changed since
	server   ionossim.Server
	beside   ionossim.Snapshot // another one of the volume; empty in most environments
}

// newEnv prepares the target of an action. A server is one of those without a volume.
func newEnv(t *testing.T, d *proxiedApp, db *store.Store, name string, r faultCase, server ionossim.Server) *testEnv {
	t.Helper()
	s := &testEnv{app: d, db: db, name: name, fault: r, server: server}
	id, err := d.sim.AddVolume(ionossim.NewVolume{DatacenterID: server.DatacenterID, Name: name + " volume", Type: "SSD Standard", SizeGB: 1})
	require.NoError(t, err)
	s.snapshot, err = d.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: id, Name: name + " before", Description: "words"})
	require.NoError(t, err)
	_, err = d.sim.WriteVolume(id)
	require.NoError(t, err)
	s.volume, _ = d.sim.Volume(id)
	return s
}

// callCloud makes another client's call, past the proxy, and finishes its request.
func (s *testEnv) callCloud(t *testing.T, path, body string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/cloudapi/v6"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.app.sim.Token())
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.app.sim.Handler().ServeHTTP(w, r)
	require.Equal(t, http.StatusAccepted, w.Code, w.Body.String())
	s.app.sim.FinishAll()
}

// running attaches the volume to the server and starts it.
func (s *testEnv) running(t *testing.T) {
	t.Helper()
	s.callCloud(t, s.serverPath()+"/volumes", fmt.Sprintf(`{"id":%q}`, s.volume.ID))
	s.callCloud(t, s.serverPath()+"/start", "")
}

func (s *testEnv) serverPath() string {
	return "/datacenters/" + s.server.DatacenterID + "/servers/" + s.server.ID
}

func (s *testEnv) volumePath() string {
	return "/datacenters/" + s.volume.DatacenterID + "/volumes/" + s.volume.ID
}

// send sends a form about the snapshot until the dashboard has loaded it. The page of a refusal must be complete and
// explain it.
func (s *testEnv) send(t *testing.T, what string, values ...string) {
	t.Helper()
	form := url.Values{"key": {s.name}}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	eventuallySlow(t, s.name+" is recorded", func() bool {
		status, text := s.app.post(t, "/snapshots/"+s.snapshot.ID+what, form)
		switch status {
		case http.StatusSeeOther:
			return true
		case http.StatusUnprocessableEntity:
			return firstMissing(text, append(s.fault.requiredTexts(), `class="next"`)) == ""
		default:
			return false
		}
	})
}

// operations returns the operations of the action, oldest first.
func (s *testEnv) operations(t *testing.T) []operation.Operation {
	t.Helper()
	ledger := s.db.Ledger(nil)
	ops, _, err := ledger.List(t.Context(), operation.Filter{SnapshotID: s.snapshot.ID})
	require.NoError(t, err)
	if len(ops) > 0 && ops[0].Batch != "" {
		ops, _, err = ledger.List(t.Context(), operation.Filter{Batch: ops[0].Batch})
		require.NoError(t, err)
	}
	slices.Reverse(ops)
	return ops
}

// of returns the only operation of a kind.
func (s *testEnv) of(t *testing.T, kind operation.Kind) operation.Operation {
	t.Helper()
	ops := slices.DeleteFunc(s.operations(t), func(op operation.Operation) bool { return op.Kind != kind })
	require.Len(t, ops, 1, "%s: one form, one operation", s.name)
	return ops[0]
}

// accepted counts the accepted requests at an address.
func (s *testEnv) accepted(method, path, text string) int {
	n := 0
	for _, r := range s.app.sim.Requests() {
		address, _, _ := strings.Cut(r.URL, "?")
		if r.Method == method && strings.HasSuffix(address, path) && strings.Contains(r.Body, text) {
			n++
		}
	}
	return n
}

// openStore opens the dashboard's database beside it.
func (d *proxiedApp) openStore(t *testing.T) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(d.data, app.DatabaseFile)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
