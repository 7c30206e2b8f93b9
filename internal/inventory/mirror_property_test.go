package inventory

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"snapdeck/internal/price"
)

// The generators draw from few values, so that the same things come again, changed, gone or
// somewhere else.

func oneOf[T any](t *rapid.T, values ...T) T { return rapid.SampledFrom(values).Draw(t, "one") }

func anID(t *rapid.T, kind string, n int) string {
	return fmt.Sprint(kind, rapid.IntRange(0, n-1).Draw(t, kind))
}

func someOf[T any](most int, draw func(t *rapid.T) T, id func(T) string) *rapid.Generator[[]T] {
	return rapid.SliceOfNDistinct(rapid.Custom(draw), 0, most, id)
}

func someMetadata(t *rapid.T) Metadata {
	return Metadata{
		ETag: oneOf(t, "", "1", "2"), State: oneOf(t, "", StateAvailable, StateBusy), CreatedBy: oneOf(t, "", "amy"),
		CreatedDate: oneOf(t, time.Time{}, noon, noon.Add(time.Hour)),
	}
}

func someDatacenter(t *rapid.T) Datacenter {
	return Datacenter{
		ID: anID(t, "d", 3), Name: oneOf(t, "", "a", "A", "b"), Metadata: someMetadata(t), Location: oneOf(t, "de/fra", "de/txl"),
		Features: oneOf(t, nil, []string{"SSD"}), SecAuthProtection: oneOf(t, FlagUnknown, FlagOn), IPv6CIDRBlock: oneOf(t, "", "fd::/56"),
	}
}

func someVolume(dc string) func(t *rapid.T) Volume {
	return func(t *rapid.T) Volume { // whose id another data center may list too, as while it moves
		return Volume{ID: anID(t, "v", 5), DatacenterID: dc, Name: oneOf(t, "", "x", "X"), SizeGB: oneOf(t, 0.0, 10), Metadata: someMetadata(t)}
	}
}

func someServer(dc string) func(t *rapid.T) Server {
	return func(t *rapid.T) Server {
		return Server{
			ID: anID(t, "m", 3), DatacenterID: dc, Name: oneOf(t, "", "app"), Metadata: someMetadata(t), Cores: oneOf[int32](t, 0, 2), RAMMB: oneOf[int32](t, 0, 1024),
			VolumeIDs: oneOf(t, nil, []string{"v0"}, []string{"v0", "v1"}),
		}
	}
}

func someSnapshot(t *rapid.T) Snapshot {
	return Snapshot{
		ID: anID(t, "s", 6), Name: oneOf(t, "", "nightly"), Location: oneOf(t, "de/fra", "de/txl"), SizeGB: oneOf(t, 0.0, 10, 7.5), Metadata: someMetadata(t),
		Description: oneOf(t, "", "text", Marker{OperationID: "o", VolumeID: "v1"}.Append(""), Marker{OperationID: "o", VolumeID: "v2"}.Append("text")),
	}
}

func someLabel(t *rapid.T) Label {
	return Label{ResourceType: "snapshot", ResourceID: anID(t, "s", 6), Key: oneOf(t, LabelVolume, LabelDatacenter, LabelSource, "tier"), Value: oneOf(t, "v0", "v1", "d0", SourceNone)}
}

func someRequest(t *rapid.T) Request {
	return Request{
		ID: anID(t, "r", 4), Method: oneOf(t, "", "POST"), URL: oneOf(t, "", "/datacenters/d0/volumes", "/datacenters/d1"), CreatedDate: oneOf(t, time.Time{}, noon),
		CreatedBy: oneOf(t, "", "amy"), Status: oneOf(t, RequestQueued, RequestRunning), Targets: oneOf(t, nil, []Target{{ID: "v0", Type: "volume"}}),
	}
}

func someLocation(t *rapid.T) Location {
	return Location{ID: oneOf(t, "de/fra", "de/txl"), Name: oneOf(t, "", "Frankfurt"), Features: oneOf(t, nil, []string{"SSD"})}
}

// listed makes a listing of items in any order, with warnings.
func listed[T any](t *rapid.T, items *rapid.Generator[[]T]) Listing[T] {
	warnings := oneOf(t, nil, []Warning{{Resource: "x", ID: "1", Text: "odd"}}, []Warning{{Resource: "x", ID: "2", Text: "odd"}})
	return Listing[T]{Items: items.Draw(t, "items"), Warnings: warnings}
}

func copied[T any](l Listing[T]) Listing[T] {
	return Listing[T]{Items: slices.Clone(l.Items), Warnings: slices.Clone(l.Warnings)}
}

// heard is what a cloud said last of each part.
type heard map[Part]func() reading

// say draws what the cloud says of a part.
func (h heard) say(t *rapid.T, part Part) {
	apply := func(f func(m *Mirror) bool) func() reading {
		return func() reading { return reading{part: part, apply: f} }
	}
	switch part {
	case PartDatacenters:
		list := listed(t, someOf(3, someDatacenter, func(x Datacenter) string { return x.ID }))
		for known := range h {
			id, inside := known.datacenterID()
			if inside && !slices.ContainsFunc(list.Items, func(dc Datacenter) bool { return dc.ID == id }) {
				delete(h, known)
			}
		}
		h[part] = apply(func(m *Mirror) bool { return m.applyDatacenters(copied(list)) })
	case PartSnapshots:
		list := listed(t, someOf(6, someSnapshot, func(x Snapshot) string { return x.ID }))
		h[part] = apply(func(m *Mirror) bool { return m.applySnapshots(copied(list)) })
	case PartLabels:
		list := listed(t, someOf(8, someLabel, func(x Label) string { return x.ResourceID + x.Key }))
		h[part] = apply(func(m *Mirror) bool { return m.applyLabels(copied(list)) })
	case PartRequests:
		list := listed(t, someOf(4, someRequest, func(x Request) string { return x.ID }))
		h[part] = apply(func(m *Mirror) bool { return m.applyRequests(copied(list)) })
	case PartLocations:
		list := listed(t, someOf(2, someLocation, func(x Location) string { return x.ID }))
		h[part] = apply(func(m *Mirror) bool { return m.applyLocations(copied(list)) })
	case PartContract:
		contract := Contract{Number: 31, Status: oneOf(t, "", "BILLABLE")}
		h[part] = apply(func(m *Mirror) bool { return m.applyContract(contract) })
	default:
		id, _ := part.datacenterID()
		volumes := listed(t, someOf(4, someVolume(id), func(x Volume) string { return x.ID }))
		servers := listed(t, someOf(3, someServer(id), func(x Server) string { return x.ID }))
		h[part] = apply(func(m *Mirror) bool { return m.applyInside(part, id, copied(volumes), copied(servers)) })
	}
}

// tell lets a mirror read a part.
func (h heard) tell(m *Mirror, part Part) {
	m.begin(part)
	m.dirty = m.settle(h[part]()) || m.dirty
}

// afresh is a mirror that read each part once.
func (h heard) afresh() *Mirror {
	m := blank()
	if h[PartDatacenters] != nil {
		h.tell(m, PartDatacenters)
	}
	for part := range h {
		if part != PartDatacenters {
			h.tell(m, part)
		}
	}
	m.publish()
	return m
}

func blank() *Mirror {
	return NewMirror(nil, pace(), Demand{}, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
}

// sameView compares all that views know, but for when and how often they were made.
func sameView(want, got *View) string {
	return cmp.Diff(want, got, cmp.AllowUnexported(View{}, index{}, origins{}, price.List{}), cmpopts.EquateEmpty(),
		cmpopts.IgnoreFields(View{}, "Version", "At", "Loading", "lookups"))
}

// TestAMirrorKnowsWhatOneKnowsThatReadsOnce reads parts of a cloud that changes in every way, and
// compares what the mirror shows with what the same answers show to one that begins with them.
func TestAMirrorKnowsWhatOneKnowsThatReadsOnce(t *testing.T) {
	t.Parallel()
	whole := []Part{PartDatacenters, PartSnapshots, PartLabels, PartRequests, PartLocations, PartContract}
	rapid.Check(t, func(t *rapid.T) {
		cloud, m := heard{}, blank()
		for range rapid.IntRange(1, 30).Draw(t, "readings") {
			parts := slices.Clone(whole)
			for _, dc := range m.known.datacenters {
				parts = append(parts, InsideOf(dc.ID))
			}
			part := oneOf(t, parts...)
			cloud.say(t, part)
			cloud.tell(m, part)
			if m.dirty && rapid.Bool().Draw(t, "published") {
				m.publish()
			}
		}
		if m.dirty {
			m.publish()
		}
		require.Empty(t, sameView(cloud.afresh().View(), m.View()))

		var text bytes.Buffer
		require.NoError(t, writeCached(&text, m.View(), somewhere, m.ages()))
		found, err := readCached(&text, somewhere)
		require.NoError(t, err)
		restored := blank()
		restored.restore(found, noon)
		require.Empty(t, sameView(m.View(), restored.View()), "stored and restored")
	})
}
