package inventory

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"snapdeck/internal/memo"
	"snapdeck/internal/price"
)

// lazyIndexes are computed on first use: orders, text indexes and the values of fields. They are safe for
// concurrent use. Without the cached matches of queries, the volumes reach 0.09 of the bare page instead of 0.92
// (docs/decisions/0030).
type lazyIndexes struct {
	volumeOrders, snapshotOrders sync.Map // of []int32, by key

	volumeQueries   memo.Recent[VolumeQuery, queryMatch]
	snapshotQueries memo.Recent[SnapshotQuery, queryMatch]

	volumeTexts, snapshotTexts func() *textIndex
	volumeSizes, snapshotSizes func() []float64 // in GB, in one slice for fast sums
	volumeCosts, snapshotCosts func() []price.Sum
	datacenterCosts            func() map[string]price.Sum
	volumeValues               func() Values
	snapshotValues             func() Values
	snapshotCreators           func() []Creator // by position
	datacenterSizes            func() map[string]float64
	unattributed               func() SnapshotTotals
	latestUnknown              func() time.Time
	inferences                 func() []Inference
}

// Values are the distinct values of some fields of a listing, sorted.
type Values struct {
	Locations, States, Types, Licences, Creators []string
	Labelled                                     bool // some carry labels
}

func newLazyIndexes(v *View) *lazyIndexes {
	return &lazyIndexes{
		volumeQueries:   memo.Recent[VolumeQuery, queryMatch]{Limit: maxCachedQueries},
		snapshotQueries: memo.Recent[SnapshotQuery, queryMatch]{Limit: maxCachedQueries},
		volumeTexts:     sync.OnceValue(v.volumeTextIndex),
		snapshotTexts:   sync.OnceValue(v.snapshotTextIndex),
		volumeSizes:     sync.OnceValue(func() []float64 { return sizesOf(len(v.Volumes), func(i int) float64 { return v.Volumes[i].SizeGB }) }),
		snapshotSizes: sync.OnceValue(func() []float64 {
			return sizesOf(len(v.Snapshots), func(i int) float64 { return v.Snapshots[i].SizeGB })
		}),
		volumeCosts:      sync.OnceValue(v.costsOfVolumes),
		snapshotCosts:    sync.OnceValue(v.costsOfSnapshots),
		datacenterCosts:  sync.OnceValue(v.costsOfDatacenters),
		volumeValues:     sync.OnceValue(v.valuesOfVolumes),
		snapshotValues:   sync.OnceValue(v.valuesOfSnapshots),
		snapshotCreators: sync.OnceValue(v.creators),
		datacenterSizes:  sync.OnceValue(v.sizesOfDatacenters),
		unattributed:     sync.OnceValue(v.addUnattributed),
		latestUnknown:    sync.OnceValue(v.findLatestUnknown),
		inferences:       sync.OnceValue(v.allInferences),
	}
}

// share takes over the indexes that do not depend on the sources of snapshots.
func (l *lazyIndexes) share(of *lazyIndexes) {
	l.volumeTexts, l.volumeSizes, l.snapshotSizes = of.volumeTexts, of.volumeSizes, of.snapshotSizes
	l.snapshotCosts, l.volumeValues, l.snapshotValues = of.snapshotCosts, of.volumeValues, of.snapshotValues
}

// VolumeValues returns the distinct values of the volumes' fields.
func (v *View) VolumeValues() Values { return v.lazy.volumeValues() }

// SnapshotValues returns the distinct values of the snapshots' fields.
func (v *View) SnapshotValues() Values { return v.lazy.snapshotValues() }

func (v *View) valuesOfVolumes() Values {
	var states, types, licences, creators distinct
	for i := range v.Volumes {
		x := &v.Volumes[i]
		states.add(string(x.Metadata.State))
		types.add(x.Type)
		licences.add(x.LicenceType)
		creators.add(x.Metadata.CreatedBy)
	}
	return Values{States: states.sorted(), Types: types.sorted(), Licences: licences.sorted(), Creators: creators.sorted(), Labelled: v.anyVolumeLabelled()}
}

func (v *View) anyVolumeLabelled() bool {
	for id := range v.index.labelsOf {
		if _, ok := v.index.volumes[id]; ok {
			return true
		}
	}
	return false
}

func (v *View) valuesOfSnapshots() Values {
	var locations, states, licences, creators distinct
	for _, x := range v.Snapshots {
		locations.add(x.Location)
		states.add(string(x.Metadata.State))
		licences.add(x.LicenceType)
		creators.add(x.Metadata.CreatedBy)
	}
	return Values{Locations: locations.sorted(), States: states.sorted(), Licences: licences.sorted(), Creators: creators.sorted()}
}

type distinct struct {
	seen map[string]bool
	last string // saves a map lookup, as neighbours often have the same value
}

func (d *distinct) add(value string) {
	if value == "" || value == d.last {
		return
	}
	if d.seen == nil {
		d.seen = map[string]bool{}
	}
	d.seen[value], d.last = true, value
}

func (d *distinct) sorted() []string { return slices.Sorted(maps.Keys(d.seen)) }

func (v *View) volumeTextIndex() *textIndex {
	return newTextIndex(len(v.Volumes), func(pos int, add func(string)) {
		vol := &v.Volumes[pos]
		dc, _ := v.Datacenter(vol.DatacenterID)
		for _, field := range []string{vol.Name, dc.Name, dc.Location} {
			add(field)
		}
		for _, s := range v.ServersOn(vol.ID) {
			add(s.Name)
		}
		v.addLabels(vol.ID, add)
	})
}

func (v *View) snapshotTextIndex() *textIndex {
	return newTextIndex(len(v.Snapshots), func(pos int, add func(string)) {
		s := v.Snapshots[pos]
		for _, field := range []string{s.Name, s.Location, s.PlainDescription(), v.sourceNameAt(pos)} {
			add(field)
		}
		v.addLabels(s.ID, add)
	})
}

func (v *View) addLabels(resourceID string, add func(string)) {
	for _, l := range v.LabelsOf(resourceID) {
		if !ownID(l.Key) { // ids are searched apart, see volumeNumbered
			add(l.Key + "=" + l.Value)
		}
	}
}

func sizesOf(n int, size func(i int) float64) []float64 {
	sizes := make([]float64, n)
	for i := range sizes {
		sizes[i] = size(i)
	}
	return sizes
}

// sortedPositions returns the positions of all items in an order, computed once per order. Texts are folded
// once before they are compared. Equal items keep their natural order.
func sortedPositions[T any](orders *sync.Map, o, natural Order, n int, item func(pos int32) *T, word func(string, *T) (string, bool), compare func(string, *T, *T) int) []int32 {
	if known, ok := orders.Load(o); ok {
		return known.([]int32)
	}
	positions := make([]int32, n)
	for i := range positions {
		positions[i] = int32(i)
	}
	if o == natural {
		return positions
	}
	less := func(a, b int32) int { return compare(o.By, item(a), item(b)) }
	if _, words := word(o.By, new(T)); words {
		lower := make([]string, n)
		for i := range lower {
			visible, _ := word(o.By, item(int32(i)))
			lower[i] = strings.ToLower(visible)
		}
		less = func(a, b int32) int { return strings.Compare(lower[a], lower[b]) }
	}
	slices.SortStableFunc(positions, func(a, b int32) int {
		if o.Desc {
			a, b = b, a
		}
		return less(a, b)
	})
	first, _ := orders.LoadOrStore(o, positions)
	return first.([]int32)
}
