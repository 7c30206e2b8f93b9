package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/store"
)

func runLane(t *testing.T, open Open) {
	t.Run("on some snapshots", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		var ids []string
		var want []operation.Operation
		for i := range 2 * manyOps {
			op := newOperation(t)
			op.Kind, op.SnapshotID = operation.DeleteSnapshot, fmt.Sprint("snap-", i)
			if ids = append(ids, op.SnapshotID); i%50 == 0 {
				want = append(want, record(t, ledger, op))
			}
		}
		other, ended := newOperation(t), newOperation(t)
		other.SnapshotID, ended.SnapshotID = "another", ids[0]
		record(t, ledger, other)
		record(t, ledger, newOperation(t)) // which has no snapshot yet
		save(t, ledger, record(t, ledger, ended), operation.Failed)
		got, err := ledger.UnsettledOn(t.Context(), append(ids, ""))
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want, got, byID()))
		none, err := ledger.UnsettledOn(t.Context(), nil)
		require.NoError(t, err)
		require.Empty(t, none)
	})
	t.Run("as all together would tell", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		rapid.Check(t, func(rt *rapid.T) { anyLane(t, rt, ledger) })
	})
	t.Run("without what others plan", func(t *testing.T) {
		t.Parallel()
		ledger := open(t).Ledger(nil)
		var ops []operation.Operation
		for i := range 3 {
			op := newOperation(t)
			op.Kind, op.SnapshotID = operation.DeleteSnapshot, fmt.Sprint("snap-", i)
			ops = append(ops, record(t, ledger, op))
		}
		lane, err := ledger.Lane(t.Context(), ops[1])
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(ops[1:2], lane))
	})
}

// anyLane adds some operations, each with a random place and state, and compares what their
// lanes tell with what all unsettled operations do.
func anyLane(t *testing.T, rt *rapid.T, ledger *store.Ledger) {
	kinds := []operation.Kind{operation.CreateSnapshot, operation.DeleteSnapshot, operation.RestoreVolume, operation.StopServer}
	one := func(of ...string) string { return rapid.SampledFrom(of).Draw(rt, "one of") }
	var added []operation.Operation
	last := ""
	for range rapid.IntRange(1, 5).Draw(rt, "operations") {
		op := newOperation(t)
		op.Kind = rapid.SampledFrom(kinds).Draw(rt, "kind")
		op.DatacenterID = one("dc-1", "dc-2")
		op.SnapshotID = one("snap-1", "snap-2")
		if !op.Kind.OnSnapshot() && op.Kind != operation.RestoreVolume {
			op.SnapshotID = ""
		}
		if rapid.Bool().Draw(rt, "follows") {
			op.Task.After = last
		}
		op = record(t, ledger, op)
		last = op.ID
		added = append(added, op)
		switch one("queued", "waiting", "in flight", "ended") {
		case "waiting":
			save(t, ledger, op, operation.Waiting)
		case "ended":
			save(t, ledger, op, operation.Failed)
		case "in flight":
			op = save(t, ledger, op, operation.Submitting)
			op.RequestID = one("req-1", "req-2")
			save(t, ledger, op, operation.Accepted)
		}
	}
	compareLanes(t, rt, ledger, added)
}

func compareLanes(t *testing.T, rt *rapid.T, ledger *store.Ledger, added []operation.Operation) {
	all, err := ledger.Unsettled(t.Context())
	require.NoError(t, err)
	for _, op := range added {
		lane, err := ledger.Lane(t.Context(), op)
		if err != nil {
			rt.Fatal(err)
		}
		if want, got := operation.Ahead(op, all), operation.Ahead(op, lane); want != got {
			rt.Fatalf("%d are ahead of %s, but in its lane %d", want, op.ID, got)
		}
		if op.Kind.OnSnapshot() {
			continue
		}
		view := openRequests(op.DatacenterID)
		if want, got := operation.OthersAt(op.DatacenterID, all, view), operation.OthersAt(op.DatacenterID, lane, view); want != got {
			rt.Fatalf("%d others are at %s, but by its lane %d", want, op.DatacenterID, got)
		}
	}
}

// openRequests is a cloud in which some requests on a data center, which is busy, have not ended.
func openRequests(datacenterID string) *inventory.View {
	var l inventory.Listings
	dc := inventory.Datacenter{ID: datacenterID}
	dc.Metadata.State = inventory.StateBusy
	l.Datacenters = append(l.Datacenters, dc)
	for _, id := range []string{"req-1", "req-2"} {
		l.Requests = append(l.Requests, inventory.Request{ID: id, URL: "https://api/datacenters/" + datacenterID, Status: inventory.RequestRunning})
	}
	return inventory.NewView(l, noon)
}
