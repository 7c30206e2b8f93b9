package faults

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

// userPath is a user's path through the forms of a dashboard, without a browser and without JavaScript.
type userPath struct {
	*proxiedApp
	db      *store.Store
	servers []ionossim.Server // without volumes
}

// newUserPath starts a dashboard whose deletions can be undone for an hour.
func newUserPath(t *testing.T) *userPath {
	t.Helper()
	d := newProxiedAppWith(t, 24+4, func(d *proxiedApp) { d.undoWindow = time.Hour })
	spare := slices.DeleteFunc(d.sim.Servers(), func(s ionossim.Server) bool { return !strings.HasPrefix(s.Name, "spare-") })
	return &userPath{proxiedApp: d, db: d.openStore(t), servers: spare}
}

// newVolume adds a volume to the data center of the servers.
func (p *userPath) newVolume(t *testing.T, name string) ionossim.Volume {
	t.Helper()
	id, err := p.sim.AddVolume(ionossim.NewVolume{DatacenterID: p.servers[0].DatacenterID, Name: name, Type: "SSD Standard", SizeGB: 1})
	require.NoError(t, err)
	v, _ := p.sim.Volume(id)
	eventuallySlow(t, name+" is known", func() bool { return p.status(t, pathOf(v)) == http.StatusOK })
	return v
}

// newSnapshots adds snapshots of a volume, NAME-1 and so on, as if Snapdeck had created them earlier.
func (p *userPath) newSnapshots(t *testing.T, v ionossim.Volume, name string, n int) []ionossim.Snapshot {
	t.Helper()
	made := make([]ionossim.Snapshot, n)
	for i := range made {
		var err error
		made[i], err = p.sim.AddSnapshot(ionossim.NewSnapshot{
			VolumeID: v.ID, Name: fmt.Sprint(name, "-", i+1), Created: time.Now().Add(-time.Duration(n-i) * time.Hour),
			Description: fmt.Sprintf("by hand\n[snapdeck op=%s-%d vol=%s]", name, i, v.ID),
		})
		require.NoError(t, err)
	}
	for _, s := range made {
		eventuallySlow(t, s.Name+" is known", func() bool { return p.status(t, "/snapshots/"+s.ID) == http.StatusOK })
	}
	return made
}

// snapshot returns the current snapshot in the simulator.
func (p *userPath) snapshot(id string) ionossim.Snapshot { s, _ := p.sim.Snapshot(id); return s }

func (p *userPath) exists(id string) bool { _, exists := p.sim.Snapshot(id); return exists }

var seenField = regexp.MustCompile(`name="seen" value="([^"]*)"`)

// review returns the page that reviews a bulk action.
func (p *userPath) review(t *testing.T, action string, form url.Values) string {
	t.Helper()
	status, page := p.post(t, "/bulk/snapshots/"+action, form)
	require.Equal(t, http.StatusOK, status, page)
	return page
}

// confirm reviews a bulk action and records it, which leads to its batch or its only operation.
func (p *userPath) confirm(t *testing.T, action, key string, form url.Values) (page string) {
	t.Helper()
	seen := seenField.FindStringSubmatch(p.review(t, action, form))
	require.NotNil(t, seen, action)
	form.Set("seen", seen[1])
	form.Set("key", key)
	return p.postRedirect(t, "/bulk/snapshots/"+action+"/record", form)
}

// batch returns the operations of a batch by its address, oldest first.
func (p *userPath) batch(t *testing.T, address string) []operation.Operation {
	t.Helper()
	id, _, _ := strings.Cut(strings.TrimPrefix(address, "/batches/"), "?")
	ops, _, err := p.db.Ledger(nil).List(t.Context(), operation.Filter{Batch: id, Limit: 100})
	require.NoError(t, err)
	slices.Reverse(ops)
	return ops
}

// finished waits until no operation of a batch is open, and returns its operations.
func (p *userPath) finished(t *testing.T, address string) (ops []operation.Operation) {
	t.Helper()
	eventuallyMany(t, address+" is over", func() bool {
		ops = p.batch(t, address)
		return len(ops) > 0 && !slices.ContainsFunc(ops, func(op operation.Operation) bool { return !op.Complete() })
	})
	return ops
}

// requireDone waits until a batch is over, with nothing but successes.
func (p *userPath) requireDone(t *testing.T, address string) []operation.Operation {
	t.Helper()
	ops := p.finished(t, address)
	for _, op := range ops {
		require.Equal(t, operation.Done, op.State, "%s: %+v", op.Kind, op.Failure)
	}
	return ops
}

// last returns the newest operation that a filter finds, once there is one.
func (p *userPath) last(t *testing.T, f operation.Filter) operation.Operation {
	t.Helper()
	ops, _, err := p.db.Ledger(nil).List(t.Context(), f)
	require.NoError(t, err)
	require.NotEmpty(t, ops)
	return ops[0]
}

// awaitDone waits until the newest operation that a filter finds is done.
func (p *userPath) awaitDone(t *testing.T, f operation.Filter) operation.Operation {
	t.Helper()
	eventuallyMany(t, "the operation is over", func() bool { return p.last(t, f).Complete() })
	op := p.last(t, f)
	require.Equal(t, operation.Done, op.State, "%s: %+v", op.Kind, op.Failure)
	return op
}

// count returns the number of accepted requests at an address.
func (p *userPath) count(method, suffix string) int {
	return (&testEnv{app: p.proxiedApp}).accepted(method, suffix, "")
}

// ids returns the ids of snapshots.
func ids(snapshots ...ionossim.Snapshot) []string {
	var all []string
	for _, s := range snapshots {
		all = append(all, s.ID)
	}
	return all
}
