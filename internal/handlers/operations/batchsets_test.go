package operations

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// serverWith returns a contract with the server "srv" of these volumes, each with a snapshot.
func serverWith(volumes ...string) *areatest.Contract {
	c := areatest.NewContract()
	for _, id := range volumes {
		c.Volume(id, 10, time.Hour)
	}
	c.Servers = []inventory.Server{{ID: "srv", DatacenterID: "fra", Name: "srv", VolumeIDs: volumes}}
	return c
}

// snapshotOf returns the operation that created the first snapshot of a volume.
func snapshotOf(volume string, state operation.State, change ...func(*operation.Operation)) operation.Operation {
	return creation("of-"+volume, state, append(change, func(op *operation.Operation) {
		op.VolumeID, op.VolumeName, op.SnapshotID, op.Batch = volume, volume, volume+"-0", "b"
	})...)
}

func hrefs(links []ui.Link) (all []string) {
	for _, l := range links {
		all = append(all, l.Href)
	}
	return all
}

func TestSetLinks_LinkToRestoreOfSet(t *testing.T) {
	t.Parallel()
	both := []operation.Operation{snapshotOf("a", operation.Done), snapshotOf("b", operation.Done)}
	unattached := serverWith("a", "b")
	unattached.Servers = nil
	twoServers := serverWith("a", "b", "c", "d")
	twoServers.Servers = []inventory.Server{{ID: "one", DatacenterID: "fra", VolumeIDs: []string{"a", "b"}}, {ID: "two", DatacenterID: "fra", VolumeIDs: []string{"c", "d"}}}
	for name, c := range map[string]struct {
		contract *areatest.Contract
		ops      []operation.Operation
		want     []string
	}{
		"of a server":          {serverWith("a", "b"), both, []string{"/datacenters/fra/servers/srv/sets/b"}},
		"of no server":         {unattached, both, []string{"/batches/b/restore"}},
		"of two servers":       {twoServers, append(both, snapshotOf("c", operation.Done), snapshotOf("d", operation.Done)), []string{"/datacenters/fra/servers/one/sets/b", "/datacenters/fra/servers/two/sets/b"}},
		"one is still created": {serverWith("a", "b"), []operation.Operation{both[0], snapshotOf("b", operation.Provisioning)}, nil},
		"only one was created": {serverWith("a", "b"), both[:1], nil},
		"a failed one was tried again": {serverWith("a", "b"), []operation.Operation{
			both[0], snapshotOf("b", operation.Failed, func(op *operation.Operation) { op.ID = "first" }), snapshotOf("b", operation.Done, func(op *operation.Operation) { op.RetryOf = "first" }),
		}, []string{"/datacenters/fra/servers/srv/sets/b"}},
		"deletions": {serverWith("a", "b"), []operation.Operation{onSnapshot("a", operation.DeleteSnapshot, operation.Done), onSnapshot("b", operation.DeleteSnapshot, operation.Done)}, nil},
		"snapshots that are gone": {serverWith("a", "b"), []operation.Operation{
			snapshotOf("gone", operation.Done), snapshotOf("away", operation.Done),
		}, nil},
	} {
		f := setup(c.contract)
		require.Equal(t, c.want, hrefs(setLinks(f.request("/", "b"), c.ops, "b")), name)
	}
}

// overwritten returns the steps that overwrite a volume after a safety snapshot.
func overwritten(volume string, state operation.State) []operation.Operation {
	return []operation.Operation{snapshotOf(volume, operation.Done), {
		ID: "restore-" + volume, Kind: operation.RestoreVolume, State: state, VolumeID: volume, VolumeName: volume, SnapshotID: "old", RequestID: "r", Batch: "b", Task: operation.Task{DependsOn: "of-" + volume},
	}}
}

func TestRollbackLinks_LinkToSafetySnapshots(t *testing.T) {
	t.Parallel()
	alone := "/snapshots/a-0/restore?volume=a#overwrite"
	notSent := overwritten("a", operation.Failed)
	notSent[1].RequestID = ""
	for name, c := range map[string]struct {
		contract *areatest.Contract
		ops      []operation.Operation
		want     []string
	}{
		"overwritten":               {serverWith("a"), overwritten("a", operation.Done), []string{alone}},
		"overwritten in part":       {serverWith("a"), overwritten("a", operation.Failed), []string{alone}},
		"outcome unknown":           {serverWith("a"), overwritten("a", operation.Unknown), []string{alone}},
		"tried again":               {serverWith("a"), append(overwritten("a", operation.Failed), overwritten("a", operation.Done)[1:]...), []string{alone}},
		"still being overwritten":   {serverWith("a"), overwritten("a", operation.Provisioning), nil},
		"never sent":                {serverWith("a"), notSent, nil},
		"without a safety snapshot": {serverWith("a"), overwritten("a", operation.Done)[1:], nil},
		"the safety snapshot is gone": {
			areatest.NewContract().Volume("a", 10), overwritten("a", operation.Done), nil,
		},
		"volumes of one server": {serverWith("a", "b"), append(overwritten("a", operation.Done), overwritten("b", operation.Done)...), []string{"/datacenters/fra/servers/srv/sets/b"}},
		"volumes of a server, and another": {
			serverWith("a", "b").Volume("c", 10, time.Hour), slices.Concat(overwritten("a", operation.Done), overwritten("b", operation.Done), overwritten("c", operation.Done)),
			[]string{alone, "/snapshots/b-0/restore?volume=b#overwrite", "/snapshots/c-0/restore?volume=c#overwrite"},
		},
		"volumes of no server": {
			areatest.NewContract().Volume("a", 10, time.Hour).Volume("b", 10, time.Hour), append(overwritten("a", operation.Done), overwritten("b", operation.Done)...),
			[]string{alone, "/snapshots/b-0/restore?volume=b#overwrite"},
		},
	} {
		f := setup(c.contract)
		links := rollbackLinks(f.request("/", "b"), c.ops, "b")
		require.Equal(t, c.want, hrefs(links), name)
		if len(links) > 1 {
			require.NotEqual(t, links[0].Text, links[1].Text, "links to different pages read differently")
		}
	}
}

func TestRollbackLinks_EscapeHostileIDs(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a&b=c", 10, time.Hour)
	f := setup(c)
	require.Equal(t, []string{"/snapshots/a&b=c-0/restore?volume=a%26b%3Dc#overwrite"}, hrefs(rollbackLinks(f.request("/", "b"), overwritten("a&b=c", operation.Done), "b")))
}
