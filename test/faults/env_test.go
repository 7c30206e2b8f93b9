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

// scene is a snapshot, the volume that it is of, and a server, which one deed is done to while
// the cloud answers by one row of the table.
type scene struct {
	d      *fronted
	db     *store.Store
	name   string
	row    row
	snap   ionossim.Snapshot
	volume ionossim.Volume // which holds something else now
	server ionossim.Server
	beside ionossim.Snapshot // another one of the volume; empty in most scenes
}

// newScene prepares what a deed is done to. A server is one of those without a volume.
func newScene(t *testing.T, d *fronted, db *store.Store, name string, r row, server ionossim.Server) *scene {
	t.Helper()
	s := &scene{d: d, db: db, name: name, row: r, server: server}
	id, err := d.sim.AddVolume(ionossim.NewVolume{DatacenterID: server.DatacenterID, Name: name + " volume", Type: "SSD Standard", SizeGB: 1})
	require.NoError(t, err)
	s.snap, err = d.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: id, Name: name + " before", Description: "words"})
	require.NoError(t, err)
	_, err = d.sim.WriteVolume(id)
	require.NoError(t, err)
	s.volume, _ = d.sim.Volume(id)
	return s
}

// asCloud makes a call as somebody else would, past the front, and lets it be carried out.
func (s *scene) asCloud(t *testing.T, path, body string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/cloudapi/v6"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+s.d.sim.Token())
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.d.sim.Handler().ServeHTTP(w, r)
	require.Equal(t, http.StatusAccepted, w.Code, w.Body.String())
	s.d.sim.Settle()
}

// running attaches the volume to the server and starts that.
func (s *scene) running(t *testing.T) {
	t.Helper()
	s.asCloud(t, s.serverPath()+"/volumes", fmt.Sprintf(`{"id":%q}`, s.volume.ID))
	s.asCloud(t, s.serverPath()+"/start", "")
}

func (s *scene) serverPath() string {
	return "/datacenters/" + s.server.DatacenterID + "/servers/" + s.server.ID
}

func (s *scene) volumePath() string {
	return "/datacenters/" + s.volume.DatacenterID + "/volumes/" + s.volume.ID
}

// send sends a form about the snapshot until the dashboard knows what it is about. The page
// that a refusal comes back in must be whole, and say what it means.
func (s *scene) send(t *testing.T, what string, values ...string) {
	t.Helper()
	form := url.Values{"key": {s.name}}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	patiently(t, s.name+" is recorded", func() bool {
		status, text := s.d.post(t, "/snapshots/"+s.snap.ID+what, form)
		switch status {
		case http.StatusSeeOther:
			return true
		case http.StatusUnprocessableEntity:
			return missing(text, append(s.row.wanted(), "Next:")) == ""
		default:
			return false
		}
	})
}

// operations are all that came of the deed, the oldest first.
func (s *scene) operations(t *testing.T) []operation.Operation {
	t.Helper()
	ledger := s.db.Ledger(nil)
	ops, _, err := ledger.List(t.Context(), operation.Filter{SnapshotID: s.snap.ID})
	require.NoError(t, err)
	if len(ops) > 0 && ops[0].Batch != "" {
		ops, _, err = ledger.List(t.Context(), operation.Filter{Batch: ops[0].Batch})
		require.NoError(t, err)
	}
	slices.Reverse(ops)
	return ops
}

// of is the one operation of a kind.
func (s *scene) of(t *testing.T, kind operation.Kind) operation.Operation {
	t.Helper()
	ops := slices.DeleteFunc(s.operations(t), func(op operation.Operation) bool { return op.Kind != kind })
	require.Len(t, ops, 1, "%s: one form, one operation", s.name)
	return ops[0]
}

// accepted counts the requests that the cloud has accepted at an address.
func (s *scene) accepted(method, path, text string) int {
	n := 0
	for _, r := range s.d.sim.Requests() {
		address, _, _ := strings.Cut(r.URL, "?")
		if r.Method == method && strings.HasSuffix(address, path) && strings.Contains(r.Body, text) {
			n++
		}
	}
	return n
}

// beside opens the database of a dashboard beside it.
func (d *fronted) beside(t *testing.T) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Join(d.data, app.DatabaseFile)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}
