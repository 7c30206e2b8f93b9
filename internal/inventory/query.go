package inventory

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"snapdeck/internal/price"
)

// VolumeQuery chooses volumes. Empty fields choose all.
type VolumeQuery struct {
	Text         string // found in names and ids of the volume, its data center and servers, and in labels
	Location     string
	DatacenterID string
	State        string
	Type         string
	Attached     string // "yes" or "no"
	Server       string // the id of a server that it is attached to, or a part of its name
	Size         Range
	Created      Span
	CreatedBy    string
	Licence      string
	Protection   Protection
	Label        LabelQuery
	Among        *IDs   // nil: all
	Ranks        *Ranks // what Order ByRank sorts by
	Order        Order  // by a column that volumeWord or compareVolumes knows; by name otherwise
	Window       Window
}

// FindVolumes returns the volumes that a query matches, sorted, as a page.
func (v *View) FindVolumes(q VolumeQuery) Found[Volume] {
	q.Text = sought(q.Text)
	if q.DatacenterID != "" {
		filter := v.volumeFilter(q)
		return find(v.VolumesOf(q.DatacenterID), q.Order, q.Window, finder[Volume]{
			matches: func(vol *Volume) bool { return v.matchesVolume(vol, filter) && v.saysVolume(vol.ID, q.Text) },
			compare: q.comparer(v),
			size:    func(vol *Volume) float64 { return vol.SizeGB },
			cost:    func(vol *Volume) price.Sum { return v.CostOfVolume(vol.ID) },
		})
	}
	return page(v.volumeAt, v.matchedVolumes(q), q.Window)
}

// matchedVolumes are the volumes of all data centers that a query matches, on whatever page.
func (v *View) matchedVolumes(q VolumeQuery) matched {
	q.Text, q.Window = sought(q.Text), Window{}
	return v.lookups.volumesMatched.get(q, func() matched { return v.chooseVolumes(q) })
}

func (v *View) chooseVolumes(q VolumeQuery) matched {
	orders := &v.lookups.volumeOrders
	if q.Order.By == ByRank {
		orders = new(sync.Map) // it is not the view's own
	}
	order := ordered(orders, q.Order, Order{By: "none"}, len(v.Volumes), v.volumeAt, v.volumeWord, q.comparer(v))
	filter := v.volumeFilter(q)
	return choose(order, weights{v.lookups.volumeSizes(), v.lookups.volumeCosts()}, v.lookups.volumeTexts, q.Text, filter.idle,
		func(place int32) bool { return v.matchesVolume(&v.Volumes[place], filter) })
}

// ByRank is the Order of volumes by VolumeQuery.Ranks.
const ByRank = "rank"

func (q VolumeQuery) comparer(v *View) func(by string, a, b *Volume) int {
	if q.Order.By != ByRank {
		return v.compareVolumes
	}
	return func(_ string, a, b *Volume) int { return cmp.Compare(q.Ranks.of(a.ID), q.Ranks.of(b.ID)) }
}

// saysVolume reports whether a text is found in what can be searched of a volume.
func (v *View) saysVolume(id, text string) bool {
	return text == "" || v.lookups.volumeTexts().holds(v.index.volumes[id], text)
}

// volumeWord returns the words that a column sorts volumes by; ok is false for a column of
// numbers, times or states.
func (v *View) volumeWord(by string, x *Volume) (word string, ok bool) {
	switch by {
	case ByRank, "state", "size", "snapshot", "cost", "copies", "copied", "created", "modified":
		return "", false
	case "id":
		return x.ID, true
	case "datacenter":
		dc, _ := v.Datacenter(x.DatacenterID)
		return dc.Name, true
	case "location":
		dc, _ := v.Datacenter(x.DatacenterID)
		return dc.Location, true
	case "type":
		return x.Type, true
	case "zone":
		return x.AvailabilityZone, true
	case "bus":
		return x.Bus, true
	case "image":
		return v.ImageName(x), true
	case "server":
		return v.firstServer(x.ID), true
	case "licence":
		return x.LicenceType, true
	case "labels":
		return v.labelsInWords(x.ID), true
	case "by":
		return x.Metadata.CreatedBy, true
	default:
		return x.Name, true
	}
}

func (v *View) compareVolumes(by string, a, b *Volume) int {
	switch by {
	case "state":
		return cmp.Compare(a.Metadata.State, b.Metadata.State)
	case "size":
		return cmp.Compare(a.SizeGB, b.SizeGB)
	case "cost":
		return v.CostOfVolume(a.ID).Compare(v.CostOfVolume(b.ID))
	case "snapshot":
		return v.LastSnapshotAt(a.ID).Compare(v.LastSnapshotAt(b.ID))
	case "copies":
		return cmp.Compare(v.CountSnapshotsOf(a.ID), v.CountSnapshotsOf(b.ID))
	case "copied":
		return cmp.Compare(v.SnapshotGBOf(a.ID), v.SnapshotGBOf(b.ID))
	case "created":
		return a.Metadata.CreatedDate.Compare(b.Metadata.CreatedDate)
	case "modified":
		return a.Metadata.LastModifiedDate.Compare(b.Metadata.LastModifiedDate)
	default:
		wordA, _ := v.volumeWord(by, a)
		wordB, _ := v.volumeWord(by, b)
		return fold(wordA, wordB)
	}
}

func (v *View) firstServer(volumeID string) string {
	if servers := v.ServersOn(volumeID); len(servers) > 0 {
		return servers[0].Name
	}
	return ""
}

// LastSnapshotAt returns when the newest available snapshot known or certain to come from a
// volume was made; the zero time means that none is.
func (v *View) LastSnapshotAt(volumeID string) time.Time {
	for s := range v.eachOf(volumeID) {
		if s.Metadata.State == StateAvailable {
			return s.Metadata.CreatedDate
		}
	}
	return time.Time{}
}

// AnyGoodSnapshotOf reports whether any available snapshot of a volume counts.
func (v *View) AnyGoodSnapshotOf(volumeID string, counts func(snapshotID string) bool) bool {
	for s := range v.eachOf(volumeID) {
		if s.Metadata.State == StateAvailable && counts(s.ID) {
			return true
		}
	}
	return false
}

// SnapshotQuery chooses snapshots. Empty fields choose all.
type SnapshotQuery struct {
	Text         string // found in name, id, description, location and the source's names
	Location     string
	State        string
	Source       string // "known", what it is known by ("labels", "marker", "request"), "likely" or "unknown"
	DatacenterID string // of the source
	VolumeID     string // of the source
	Size         Range
	Created      Span
	Licence      string
	CreatedBy    string
	Maker        Maker
	Label        LabelQuery
	Among        *IDs  // nil: all
	Order        Order // by a column that snapshotWord or compareSnapshots knows; by created otherwise
	Window       Window
}

// FindSnapshots returns the snapshots that a query matches, sorted, as a page.
func (v *View) FindSnapshots(q SnapshotQuery) Found[Snapshot] {
	q.Text = sought(q.Text)
	if q.VolumeID != "" {
		return find(v.SnapshotsOf(q.VolumeID), q.Order, q.Window, finder[Snapshot]{
			matches: func(s *Snapshot) bool { return v.matchesSnapshot(s, &q) && v.saysSnapshot(s, q.Text) },
			compare: v.compareSnapshots,
			size:    func(s *Snapshot) float64 { return s.SizeGB },
			cost:    func(s *Snapshot) price.Sum { return v.CostOfSnapshot(s.ID) },
		})
	}
	return page(v.snapshotAt, v.matchedSnapshots(q), q.Window)
}

// matchedSnapshots are the snapshots that a query matches, on whatever page.
func (v *View) matchedSnapshots(q SnapshotQuery) matched {
	q.Text, q.Window = sought(q.Text), Window{}
	return v.lookups.snapshotsMatched.get(q, func() matched { return v.chooseSnapshots(q) })
}

func (v *View) chooseSnapshots(q SnapshotQuery) matched {
	order := ordered(&v.lookups.snapshotOrders, q.Order, Order{By: "created", Desc: true}, len(v.Snapshots), v.snapshotAt, v.snapshotWord, v.compareSnapshots)
	return choose(order, weights{v.lookups.snapshotSizes(), v.lookups.snapshotCosts()}, v.lookups.snapshotTexts, q.Text, q.isIdle(),
		func(place int32) bool { return v.matchesSnapshot(v.Snapshots[place], &q) })
}

func (v *View) saysSnapshot(s *Snapshot, text string) bool {
	return text == "" || v.lookups.snapshotTexts().holds(v.placeOf(s), text)
}

func (v *View) volumeAt(place int32) *Volume { return &v.Volumes[place] }

func (v *View) snapshotAt(place int32) *Snapshot { return v.Snapshots[place] }

// placeOf is where a snapshot of the view stands in it.
func (v *View) placeOf(s *Snapshot) int {
	place, _ := slices.BinarySearchFunc(v.Snapshots, s, newestFirst)
	return place
}

func (v *View) snapshotWord(by string, x *Snapshot) (word string, ok bool) {
	switch by {
	case "name":
		return x.Name, true
	case "id":
		return x.ID, true
	case "description":
		return x.PlainDescription(), true
	case "location":
		return x.Location, true
	case "source":
		return v.sourceName(x.ID), true
	case "datacenter":
		dc, _ := v.Datacenter(v.Source(x.ID).DatacenterID)
		return dc.Name, true
	case "by":
		return x.Metadata.CreatedBy, true
	case "maker":
		return v.makerWord(x), true
	case "modifiedby":
		return x.Metadata.LastModifiedBy, true
	case "licence":
		return x.LicenceType, true
	case "operation":
		return v.Source(x.ID).OperationID, true
	case "labels":
		return v.labelsInWords(x.ID), true
	default:
		return "", false
	}
}

func (v *View) compareSnapshots(by string, a, b *Snapshot) int {
	switch by {
	case "state":
		return cmp.Compare(a.Metadata.State, b.Metadata.State)
	case "size":
		return cmp.Compare(a.SizeGB, b.SizeGB)
	case "cost":
		return v.CostOfSnapshot(a.ID).Compare(v.CostOfSnapshot(b.ID))
	case "modified":
		return a.Metadata.LastModifiedDate.Compare(b.Metadata.LastModifiedDate)
	case "created", "":
		return a.Metadata.CreatedDate.Compare(b.Metadata.CreatedDate)
	default:
		wordA, _ := v.snapshotWord(by, a)
		wordB, _ := v.snapshotWord(by, b)
		return fold(wordA, wordB)
	}
}

// labelsInWords are the labels that people gave a resource, by key.
func (v *View) labelsInWords(resourceID string) string {
	var words strings.Builder
	for _, l := range v.LabelsOf(resourceID) {
		if !OwnLabel(l.Key) {
			words.WriteString(l.Key + "=" + l.Value + " ")
		}
	}
	return words.String()
}

func (v *View) sourceName(snapshotID string) string {
	source := v.Source(snapshotID)
	if vol, ok := v.Volume(source.VolumeID); ok {
		return vol.Name
	}
	return source.VolumeID
}

// sourceNameAt is what the source of the snapshot at a place is called, if it is at least likely.
func (v *View) sourceNameAt(place int) string {
	id := v.sourceAt(place).VolumeID
	if id == "" && v.inferred != nil {
		c, _ := v.inferred.findings[place].source(Likely)
		id = c.VolumeID
	}
	if at, there := v.index.volumes[id]; there {
		return v.Volumes[at].Name
	}
	return id
}

// sought is a text as it is looked for.
func sought(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func fold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
