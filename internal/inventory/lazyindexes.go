package inventory

import (
	"slices"
	"strings"
	"sync"
	"time"

	"snapdeck/internal/price"
)

// lookups are what a view works out of itself when it is first asked for: orders, texts to
// search in and the values that fields have. They may be used concurrently.
type lookups struct {
	volumeOrders, snapshotOrders sync.Map // of []int32, by key

	volumesMatched   memo[VolumeQuery]
	snapshotsMatched memo[SnapshotQuery]

	volumeTexts, snapshotTexts func() *haystack
	volumeSizes, snapshotSizes func() []float64 // in GB, close together
	volumeCosts, snapshotCosts func() []price.Sum
	datacenterCosts            func() map[string]price.Sum
	volumeValues               func() Values
	snapshotValues             func() Values
	snapshotMakers             func() []Maker // by place
	datacenterSizes            func() map[string]float64
	unattributed               func() Tally
	latestUnknown              func() time.Time
}

// Values are the different values that some fields of a listing have, sorted.
type Values struct {
	Locations, States, Types, Licences, Makers []string
	Labelled                                   bool // some carry labels
}

func newLookups(v *View) *lookups {
	return &lookups{
		volumeTexts:   sync.OnceValue(v.textsOfVolumes),
		snapshotTexts: sync.OnceValue(v.textsOfSnapshots),
		volumeSizes:   sync.OnceValue(func() []float64 { return sizesOf(len(v.Volumes), func(i int) float64 { return v.Volumes[i].SizeGB }) }),
		snapshotSizes: sync.OnceValue(func() []float64 {
			return sizesOf(len(v.Snapshots), func(i int) float64 { return v.Snapshots[i].SizeGB })
		}),
		volumeCosts:     sync.OnceValue(v.costsOfVolumes),
		snapshotCosts:   sync.OnceValue(v.costsOfSnapshots),
		datacenterCosts: sync.OnceValue(v.costsOfDatacenters),
		volumeValues:    sync.OnceValue(v.valuesOfVolumes),
		snapshotValues:  sync.OnceValue(v.valuesOfSnapshots),
		snapshotMakers:  sync.OnceValue(v.makers),
		datacenterSizes: sync.OnceValue(v.sizesOfDatacenters),
		unattributed:    sync.OnceValue(v.addUnattributed),
		latestUnknown:   sync.OnceValue(v.findLatestUnknown),
	}
}

// share takes over what does not depend on where snapshots came from.
func (l *lookups) share(of *lookups) {
	l.volumeTexts, l.volumeSizes, l.snapshotSizes = of.volumeTexts, of.volumeSizes, of.snapshotSizes
	l.snapshotCosts, l.volumeValues, l.snapshotValues = of.snapshotCosts, of.volumeValues, of.snapshotValues
}

// VolumeValues returns the values that the volumes' fields have.
func (v *View) VolumeValues() Values { return v.lookups.volumeValues() }

// SnapshotValues returns the values that the snapshots' fields have.
func (v *View) SnapshotValues() Values { return v.lookups.snapshotValues() }

func (v *View) valuesOfVolumes() Values {
	var states, types, licences, makers distinct
	for i := range v.Volumes {
		x := &v.Volumes[i]
		states.add(string(x.Metadata.State))
		types.add(x.Type)
		licences.add(x.LicenceType)
		makers.add(x.Metadata.CreatedBy)
	}
	return Values{States: states.sorted(), Types: types.sorted(), Licences: licences.sorted(), Makers: makers.sorted(), Labelled: v.anyVolumeLabelled()}
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
	var locations, states, licences, makers distinct
	for _, x := range v.Snapshots {
		locations.add(x.Location)
		states.add(string(x.Metadata.State))
		licences.add(x.LicenceType)
		makers.add(x.Metadata.CreatedBy)
	}
	return Values{Locations: locations.sorted(), States: states.sorted(), Licences: licences.sorted(), Makers: makers.sorted()}
}

// distinct are the different values of a field.
type distinct struct {
	seen map[string]bool
	last string // many things are like the one before
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

func (d *distinct) sorted() []string { return sortedKeys(d.seen) }

func (v *View) textsOfVolumes() *haystack {
	return newHaystack(len(v.Volumes), func(place int, add func(string)) {
		vol := &v.Volumes[place]
		dc, _ := v.Datacenter(vol.DatacenterID)
		for _, field := range []string{vol.Name, vol.ID, dc.Name, dc.ID, dc.Location} {
			add(field)
		}
		for _, s := range v.ServersOn(vol.ID) {
			add(s.Name)
			add(s.ID)
		}
		v.addLabels(vol.ID, add)
	})
}

func (v *View) textsOfSnapshots() *haystack {
	return newHaystack(len(v.Snapshots), func(place int, add func(string)) {
		s := v.Snapshots[place]
		for _, field := range []string{s.Name, s.ID, s.Location, s.PlainDescription(), v.sourceNameAt(place)} {
			add(field)
		}
		v.addLabels(s.ID, add)
	})
}

func (v *View) addLabels(resourceID string, add func(string)) {
	for _, l := range v.LabelsOf(resourceID) {
		switch l.Key {
		case LabelDatacenter, LabelVolume, LabelOperation: // the keys of ours are on every snapshot
			add(l.Value)
		default:
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

// ordered returns the places of all items in an order, which is worked out once. Texts are
// folded before they are compared, each once. Items that are alike stay as they were, and in
// their natural order all do.
func ordered[T any](orders *sync.Map, o, natural Order, n int, item func(place int32) *T, word func(string, *T) (string, bool), compare func(string, *T, *T) int) []int32 {
	if known, ok := orders.Load(o); ok {
		return known.([]int32)
	}
	places := make([]int32, n)
	for i := range places {
		places[i] = int32(i)
	}
	if o == natural {
		return places
	}
	less := func(a, b int32) int { return compare(o.By, item(a), item(b)) }
	if _, words := word(o.By, new(T)); words {
		folded := make([]string, n)
		for i := range folded {
			said, _ := word(o.By, item(int32(i)))
			folded[i] = strings.ToLower(said)
		}
		less = func(a, b int32) int { return strings.Compare(folded[a], folded[b]) }
	}
	slices.SortStableFunc(places, func(a, b int32) int {
		if o.Desc {
			a, b = b, a
		}
		return less(a, b)
	})
	first, _ := orders.LoadOrStore(o, places)
	return first.([]int32)
}
