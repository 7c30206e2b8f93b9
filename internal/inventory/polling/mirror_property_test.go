package polling

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/inventory"
)

// The generators draw from few values, which makes the same items appear again changed, removed or elsewhere.

func randomOf[T any](t *rapid.T, values ...T) T { return rapid.SampledFrom(values).Draw(t, "one") }

func randomID(t *rapid.T, kind string, n int) string {
	return fmt.Sprint(kind, rapid.IntRange(0, n-1).Draw(t, kind))
}

func randomSlice[T any](most int, draw func(t *rapid.T) T, id func(T) string) *rapid.Generator[[]T] {
	return rapid.SliceOfNDistinct(rapid.Custom(draw), 0, most, id)
}

func randomMetadata(t *rapid.T) inventory.Metadata {
	return inventory.Metadata{
		ETag: randomOf(t, "", "1", "2"), State: randomOf(t, "", inventory.StateAvailable, inventory.StateBusy), CreatedBy: randomOf(t, "", "amy"),
		CreatedDate: randomOf(t, time.Time{}, noon, noon.Add(time.Hour)),
	}
}

func randomDatacenter(t *rapid.T) inventory.Datacenter {
	return inventory.Datacenter{
		ID: randomID(t, "d", 3), Name: randomOf(t, "", "a", "A", "b"), Metadata: randomMetadata(t), Location: randomOf(t, "de/fra", "de/txl"), Description: randomOf(t, "", "old"),
	}
}

func randomVolume(dc string) func(t *rapid.T) inventory.Volume {
	return func(t *rapid.T) inventory.Volume { // another data center may list the same id, as while a volume moves
		return inventory.Volume{ID: randomID(t, "v", 5), DatacenterID: dc, Name: randomOf(t, "", "x", "X"), SizeGB: randomOf(t, 0.0, 10), Metadata: randomMetadata(t)}
	}
}

func randomServer(dc string) func(t *rapid.T) inventory.Server {
	return func(t *rapid.T) inventory.Server {
		return inventory.Server{
			ID: randomID(t, "m", 3), DatacenterID: dc, Name: randomOf(t, "", "app"), Metadata: randomMetadata(t), Cores: randomOf[int32](t, 0, 2), RAMMB: randomOf[int32](t, 0, 1024),
			VolumeIDs: randomOf(t, nil, []string{"v0"}, []string{"v0", "v1"}),
		}
	}
}

func randomSnapshot(t *rapid.T) inventory.Snapshot {
	return inventory.Snapshot{
		ID: randomID(t, "s", 6), Name: randomOf(t, "", "nightly"), Location: randomOf(t, "de/fra", "de/txl"), SizeGB: randomOf(t, 0.0, 10, 7.5), Metadata: randomMetadata(t),
		Description: randomOf(t, "", "text", inventory.Marker{OperationID: "o", VolumeID: "v1"}.Append(""), inventory.Marker{OperationID: "o", VolumeID: "v2"}.Append("text")),
	}
}

func randomLabel(t *rapid.T) inventory.Label {
	return inventory.Label{ResourceType: "snapshot", ResourceID: randomID(t, "s", 6), Key: randomOf(t, inventory.LabelVolume, inventory.LabelDatacenter, inventory.LabelSource, "tier"), Value: randomOf(t, "v0", "v1", "d0", inventory.SourceNone)}
}

func randomRequest(t *rapid.T) inventory.Request {
	return inventory.Request{
		ID: randomID(t, "r", 4), Method: randomOf(t, "", "POST"), URL: randomOf(t, "", "/datacenters/d0/volumes", "/datacenters/d1"), CreatedDate: randomOf(t, time.Time{}, noon),
		CreatedBy: randomOf(t, "", "amy"), Status: randomOf(t, inventory.RequestQueued, inventory.RequestRunning), Targets: randomOf(t, nil, []inventory.Target{{ID: "v0", Type: "volume"}}),
	}
}

func randomLocation(t *rapid.T) inventory.Location {
	return inventory.Location{ID: randomOf(t, "de/fra", "de/txl"), Name: randomOf(t, "", "Frankfurt")}
}

// randomListing returns a listing of items in any order, with warnings.
func randomListing[T any](t *rapid.T, items *rapid.Generator[[]T]) inventory.Listing[T] {
	warnings := randomOf(t, nil, []inventory.Warning{{Resource: "x", ID: "1", Text: "odd"}}, []inventory.Warning{{Resource: "x", ID: "2", Text: "odd"}})
	return inventory.Listing[T]{Items: items.Draw(t, "items"), Warnings: warnings}
}

func cloneListing[T any](l inventory.Listing[T]) inventory.Listing[T] {
	return inventory.Listing[T]{Items: slices.Clone(l.Items), Warnings: slices.Clone(l.Warnings)}
}

// lastReads holds the last response for each resource.
type lastReads map[inventory.Resource]func() pollResult

// draw draws a response for a resource.
func (h lastReads) draw(t *rapid.T, resource inventory.Resource) {
	apply := func(f func(m *Mirror) bool) func() pollResult {
		return func() pollResult { return pollResult{resource: resource, apply: f} }
	}
	switch resource {
	case inventory.ResourceDatacenters:
		list := randomListing(t, randomSlice(3, randomDatacenter, func(x inventory.Datacenter) string { return x.ID }))
		for known := range h {
			id, inside := known.DatacenterID()
			if inside && !slices.ContainsFunc(list.Items, func(dc inventory.Datacenter) bool { return dc.ID == id }) {
				delete(h, known)
			}
		}
		h[resource] = apply(func(m *Mirror) bool { return m.applyDatacenters(cloneListing(list)) })
	case inventory.ResourceSnapshots:
		list := randomListing(t, randomSlice(6, randomSnapshot, func(x inventory.Snapshot) string { return x.ID }))
		h[resource] = apply(func(m *Mirror) bool { return m.applySnapshots(cloneListing(list)) })
	case inventory.ResourceLabels:
		list := randomListing(t, randomSlice(8, randomLabel, func(x inventory.Label) string { return x.ResourceID + x.Key }))
		h[resource] = apply(func(m *Mirror) bool { return m.applyLabels(cloneListing(list)) })
	case inventory.ResourceRequests:
		list := randomListing(t, randomSlice(4, randomRequest, func(x inventory.Request) string { return x.ID }))
		h[resource] = apply(func(m *Mirror) bool { return m.applyRequests(cloneListing(list)) })
	case inventory.ResourceLocations:
		list := randomListing(t, randomSlice(2, randomLocation, func(x inventory.Location) string { return x.ID }))
		h[resource] = apply(func(m *Mirror) bool { return m.applyLocations(cloneListing(list)) })
	case inventory.ResourceContract:
		contract := inventory.Contract{Number: 31, Limits: inventory.Limits{HDDProvisionedMB: randomOf[int64](t, 0, 7)}}
		h[resource] = apply(func(m *Mirror) bool { return m.applyContract(contract) })
	default:
		id, _ := resource.DatacenterID()
		volumes := randomListing(t, randomSlice(4, randomVolume(id), func(x inventory.Volume) string { return x.ID }))
		servers := randomListing(t, randomSlice(3, randomServer(id), func(x inventory.Server) string { return x.ID }))
		h[resource] = apply(func(m *Mirror) bool {
			return m.applyContents(resource, id, cloneListing(volumes), cloneListing(servers))
		})
	}
}

// feed applies the last response to a mirror.
func (h lastReads) feed(m *Mirror, resource inventory.Resource) {
	m.markStarted(resource)
	m.dirty = m.applyPoll(h[resource]()) || m.dirty
}

// freshMirror returns a mirror that has read each resource once.
func (h lastReads) freshMirror() *Mirror {
	m := emptyMirror()
	if h[inventory.ResourceDatacenters] != nil {
		h.feed(m, inventory.ResourceDatacenters)
	}
	for resource := range h {
		if resource != inventory.ResourceDatacenters {
			h.feed(m, resource)
		}
	}
	m.publish()
	return m
}

func emptyMirror() *Mirror {
	return New(nil, testIntervals(), Demand{}, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
}

// sameView returns the differences of views, except for their versions, times and progress of loading.
func sameView(want, got *inventory.View) string {
	return cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true }), cmpopts.EquateEmpty(),
		cmpopts.IgnoreFields(inventory.View{}, "Version", "At", "Loading", "lazy"))
}

// TestMirror_IncrementalReadsMatchFreshRead applies arbitrary changes and compares the mirror with one that
// starts from the same responses.
func TestMirror_IncrementalReadsMatchFreshRead(t *testing.T) {
	t.Parallel()
	whole := []inventory.Resource{inventory.ResourceDatacenters, inventory.ResourceSnapshots, inventory.ResourceLabels, inventory.ResourceRequests, inventory.ResourceLocations, inventory.ResourceContract}
	rapid.Check(t, func(t *rapid.T) {
		cloud, m := lastReads{}, emptyMirror()
		for range rapid.IntRange(1, 30).Draw(t, "readings") {
			resources := slices.Clone(whole)
			for _, dc := range m.data.Datacenters {
				resources = append(resources, inventory.ContentsOf(dc.ID))
			}
			resource := randomOf(t, resources...)
			cloud.draw(t, resource)
			cloud.feed(m, resource)
			if m.dirty && rapid.Bool().Draw(t, "published") {
				m.publish()
			}
		}
		if m.dirty {
			m.publish()
		}
		require.Empty(t, sameView(cloud.freshMirror().View(), m.View()))

		var text bytes.Buffer
		require.NoError(t, writeCached(&text, m.View(), testOrigin, m.ages()))
		found, err := readCached(&text, testOrigin)
		require.NoError(t, err)
		restored := emptyMirror()
		restored.loadCache(found, noon)
		require.Empty(t, sameView(m.View(), restored.View()), "stored and restored")
	})
}
