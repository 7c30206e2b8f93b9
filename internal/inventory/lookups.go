package inventory

import (
	"slices"
	"strings"
	"sync"
)

// lookups are what a view works out of itself when it is first asked for: orders, texts to
// search in and the values that fields have. They may be used concurrently.
type lookups struct {
	volumeOrders, snapshotOrders sync.Map // of []int32, by key

	volumeTexts, snapshotTexts func() []string  // to search in, folded
	volumeSizes, snapshotSizes func() []float64 // in GB, close together
	volumeValues               func() Values
	snapshotValues             func() Values
}

// Values are the different values that some fields of a listing have, sorted.
type Values struct {
	Locations, States, Types, Licences, Makers []string
	Labelled                                   bool // some carry labels
}

func newLookups(v *View) *lookups {
	return &lookups{
		volumeTexts:    sync.OnceValue(v.textsOfVolumes),
		snapshotTexts:  sync.OnceValue(v.textsOfSnapshots),
		volumeSizes:    sync.OnceValue(func() []float64 { return sizesOf(v.Volumes, func(x *Volume) float64 { return x.SizeGB }) }),
		snapshotSizes:  sync.OnceValue(func() []float64 { return sizesOf(v.Snapshots, func(x *Snapshot) float64 { return x.SizeGB }) }),
		volumeValues:   sync.OnceValue(v.valuesOfVolumes),
		snapshotValues: sync.OnceValue(v.valuesOfSnapshots),
	}
}

// VolumeValues returns the values that the volumes' fields have.
func (v *View) VolumeValues() Values { return v.lookups.volumeValues() }

// SnapshotValues returns the values that the snapshots' fields have.
func (v *View) SnapshotValues() Values { return v.lookups.snapshotValues() }

func (v *View) valuesOfVolumes() Values {
	return Values{
		States:   valuesOf(v.Volumes, func(x *Volume) string { return string(x.Metadata.State) }),
		Types:    valuesOf(v.Volumes, func(x *Volume) string { return x.Type }),
		Licences: valuesOf(v.Volumes, func(x *Volume) string { return x.LicenceType }),
		Labelled: v.anyVolumeLabelled(),
	}
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
	return Values{
		Locations: valuesOf(v.Snapshots, func(x *Snapshot) string { return x.Location }),
		States:    valuesOf(v.Snapshots, func(x *Snapshot) string { return string(x.Metadata.State) }),
		Licences:  valuesOf(v.Snapshots, func(x *Snapshot) string { return x.LicenceType }),
		Makers:    valuesOf(v.Snapshots, func(x *Snapshot) string { return x.Metadata.CreatedBy }),
	}
}

func valuesOf[T any](items []T, field func(*T) string) []string {
	seen := map[string]bool{}
	for i := range items {
		if value := field(&items[i]); value != "" {
			seen[value] = true
		}
	}
	return sortedKeys(seen)
}

// separator stands between the fields of a text to search in, so that nothing is found
// across two of them.
const separator = "\x00"

func (v *View) textsOfVolumes() []string {
	texts := make([]string, len(v.Volumes))
	for i := range v.Volumes {
		vol := &v.Volumes[i]
		dc, _ := v.Datacenter(vol.DatacenterID)
		fields := []string{vol.Name, vol.ID, dc.Name, dc.ID, dc.Location}
		for _, s := range v.ServersOn(vol.ID) {
			fields = append(fields, s.Name, s.ID)
		}
		texts[i] = strings.ToLower(strings.Join(append(fields, v.labelTexts(vol.ID)...), separator))
	}
	return texts
}

func (v *View) textsOfSnapshots() []string {
	texts := make([]string, len(v.Snapshots))
	for i := range v.Snapshots {
		s := &v.Snapshots[i]
		fields := []string{s.Name, s.ID, s.Location, s.PlainDescription(), v.sourceName(s.ID)}
		texts[i] = strings.ToLower(strings.Join(append(fields, v.labelTexts(s.ID)...), separator))
	}
	return texts
}

func (v *View) labelTexts(resourceID string) []string {
	labels := v.LabelsOf(resourceID)
	texts := make([]string, 0, len(labels))
	for _, l := range labels {
		text := l.Key + "=" + l.Value
		if slices.Contains([]string{LabelDatacenter, LabelVolume, LabelOperation}, l.Key) {
			text = l.Value // the keys of ours are on every snapshot
		}
		texts = append(texts, text)
	}
	return texts
}

func sizesOf[T any](items []T, size func(*T) float64) []float64 {
	sizes := make([]float64, len(items))
	for i := range items {
		sizes[i] = size(&items[i])
	}
	return sizes
}

// ordered returns the places of all items in an order, which is worked out once. Texts are
// folded before they are compared, each once. Items that are alike stay as they were, and in
// their natural order all do.
func ordered[T any](orders *sync.Map, o, natural Order, items []T, text func(*T) string, compare func(string, *T, *T) int) []int32 {
	if known, ok := orders.Load(o); ok {
		return known.([]int32)
	}
	places := make([]int32, len(items))
	for i := range places {
		places[i] = int32(i)
	}
	if o == natural {
		return places
	}
	less := func(a, b int32) int { return compare(o.By, &items[a], &items[b]) }
	if text != nil {
		folded := make([]string, len(items))
		for i := range items {
			folded[i] = strings.ToLower(text(&items[i]))
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
