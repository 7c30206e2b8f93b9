package inventory

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"snapdeck/internal/price"
)

// VolumeQuery selects volumes. Empty fields select all.
type VolumeQuery struct {
	Text         string // found in names of the volume, its data center and servers, in labels and, from 4 digits on, in ids
	Location     string
	DatacenterID string
	State        string
	Type         string
	Attached     string // "yes" or "no"
	Server       string // the id of a server that it is attached to, or a part of the server's name
	Size         SizeRange
	Created      TimeRange
	CreatedBy    string
	Licence      string
	SnapshotAge  SnapshotAge
	Label        LabelQuery
	Among        *IDs   // nil: all
	Ranks        *Ranks // the order for ByRank
	Order        Order  // a column of volumeSortText or compareVolumes; else the name
	Paging       Paging
}

// FindVolumes returns a page of the volumes that match a query, sorted.
func (v *View) FindVolumes(q VolumeQuery) QueryResult[Volume] {
	q.Text = searchText(q.Text)
	if q.DatacenterID != "" {
		filter := v.volumeFilter(q)
		return queryPage(v.VolumesOf(q.DatacenterID), q.Order, q.Paging, matcher[Volume]{
			matches: func(vol *Volume) bool { return v.matchesVolume(vol, filter) && v.volumeContains(vol.ID, q.Text) },
			compare: q.comparer(v),
			rank:    func(vol *Volume) MatchRank { return v.RankVolume(vol, q.Text) },
			size:    func(vol *Volume) float64 { return vol.SizeGB },
			cost:    func(vol *Volume) price.Sum { return v.CostOfVolume(vol.ID) },
		})
	}
	return pageOf(v.volumeAt, v.matchedVolumes(q), q.Paging)
}

// EachVolume calls f for each volume that a query matches, in any order and on all pages.
func (v *View) EachVolume(q VolumeQuery, f func(*Volume)) {
	q.Order, q.Ranks = Order{}, nil
	for _, vol := range v.allVolumes(q) {
		f(vol)
	}
}

// matchedVolumes are the volumes of all data centers that a query matches, on whatever page.
func (v *View) matchedVolumes(q VolumeQuery) queryMatch {
	q.Text, q.Paging = searchText(q.Text), Paging{}
	return v.lazy.volumeQueries.Get(q, func() queryMatch { return v.chooseVolumes(q) })
}

func (v *View) chooseVolumes(q VolumeQuery) queryMatch {
	orders := &v.lazy.volumeOrders
	if q.Order.By == ByRank {
		orders = new(sync.Map) // Ranks are not part of the key, so the view's orders cannot be used
	}
	order := sortedPositions(orders, baseOrder(q.Order, Order{By: "name"}), Order{By: "none"}, len(v.Volumes), v.volumeAt, v.volumeSortText, q.comparer(v))
	filter := v.volumeFilter(q)
	found := filterOrder(order, totals{v.lazy.volumeSizes(), v.lazy.volumeCosts()}, v.volumesMatching, q.Text, filter.matchesAll,
		func(pos int32) bool { return v.matchesVolume(&v.Volumes[pos], filter) })
	if q.Order.By == ByMatch && q.Text != "" {
		found.positions = sortByRank(found.positions, func(pos int32) MatchRank { return v.RankVolume(&v.Volumes[pos], q.Text) })
	}
	return found
}

// baseOrder is the order that holds within equal matches, for ByMatch; any other order is itself.
func baseOrder(o, within Order) Order {
	if o.By == ByMatch {
		return within
	}
	return o
}

// ByRank is the Order of volumes by VolumeQuery.Ranks.
const ByRank = "rank"

func (q VolumeQuery) comparer(v *View) func(by string, a, b *Volume) int {
	if q.Order.By == ByRank {
		return func(_ string, a, b *Volume) int { return cmp.Compare(q.Ranks.of(a.ID), q.Ranks.of(b.ID)) }
	}
	return v.compareVolumes
}

// volumeContains reports whether the searchable fields of a volume contain a text.
func (v *View) volumeContains(id, text string) bool {
	pos := v.index.volumes[id]
	return text == "" || v.lazy.volumeTexts().contains(pos, text) || v.volumeNumbered(&v.Volumes[pos], newIDText(text))
}

// volumeSortText returns the sort key of a text column; ok is false for a column of numbers, times or states.
func (v *View) volumeSortText(by string, x *Volume) (word string, ok bool) {
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
		return v.firstServer(x.ID).Name, true
	case "licence":
		return x.LicenceType, true
	case "labels":
		return v.labelText(x.ID), true
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
		wordA, _ := v.volumeSortText(by, a)
		wordB, _ := v.volumeSortText(by, b)
		return compareFold(wordA, wordB)
	}
}

func (v *View) firstServer(volumeID string) (first Server) {
	if servers := v.ServersOn(volumeID); len(servers) > 0 {
		first = servers[0]
	}
	return first
}

// LastSnapshotAt returns the creation of the newest available snapshot known or certain to come from a volume,
// or the zero time.
func (v *View) LastSnapshotAt(volumeID string) time.Time {
	for s := range v.eachOf(volumeID) {
		if s.Metadata.State == StateAvailable {
			return s.Metadata.CreatedDate
		}
	}
	return time.Time{}
}

// SnapshotQuery selects snapshots. Empty fields select all.
type SnapshotQuery struct {
	Text         string // found in name, description, location, labels, the source's name and, from 4 digits on, in ids
	Location     string
	State        string
	Source       string // "known", a kind of evidence ("labels", "marker", "request"), "likely" or "unknown"
	DatacenterID string // of the source
	VolumeID     string // of the source
	Size         SizeRange
	Created      TimeRange
	Licence      string
	CreatedBy    string
	Creator      Creator
	Label        LabelQuery
	IDs          *IDs  // nil: all
	Order        Order // a column of snapshotSortText or compareSnapshots; else created
	Paging       Paging
}

// FindSnapshots returns a page of the snapshots that match a query, sorted.
func (v *View) FindSnapshots(q SnapshotQuery) QueryResult[Snapshot] {
	q.Text = searchText(q.Text)
	if q.VolumeID != "" {
		return queryPage(v.SnapshotsOf(q.VolumeID), q.Order, q.Paging, matcher[Snapshot]{
			matches: func(s *Snapshot) bool { return v.matchesSnapshot(s, &q) && v.snapshotContains(s, q.Text) },
			compare: v.compareSnapshots,
			rank:    func(s *Snapshot) MatchRank { return v.RankSnapshot(s, q.Text) },
			size:    func(s *Snapshot) float64 { return s.SizeGB },
			cost:    func(s *Snapshot) price.Sum { return v.CostOfSnapshot(s.ID) },
		})
	}
	return pageOf(v.snapshotAt, v.matchedSnapshots(q), q.Paging)
}

// matchedSnapshots are the snapshots that a query matches, on whatever page.
func (v *View) matchedSnapshots(q SnapshotQuery) queryMatch {
	q.Text, q.Paging = searchText(q.Text), Paging{}
	return v.lazy.snapshotQueries.Get(q, func() queryMatch { return v.chooseSnapshots(q) })
}

func (v *View) chooseSnapshots(q SnapshotQuery) queryMatch {
	newest := Order{By: "created", Desc: true}
	order := sortedPositions(&v.lazy.snapshotOrders, baseOrder(q.Order, newest), newest, len(v.Snapshots), v.snapshotAt, v.snapshotSortText, v.compareSnapshots)
	found := filterOrder(order, totals{v.lazy.snapshotSizes(), v.lazy.snapshotCosts()}, v.snapshotsMatching, q.Text, q.matchesAll(),
		func(pos int32) bool { return v.matchesSnapshot(v.Snapshots[pos], &q) })
	if q.Order.By == ByMatch && q.Text != "" {
		found.positions = sortByRank(found.positions, func(pos int32) MatchRank { return v.RankSnapshot(v.Snapshots[pos], q.Text) })
	}
	return found
}

func (v *View) snapshotContains(s *Snapshot, text string) bool {
	pos := v.positionOf(s)
	return text == "" || v.lazy.snapshotTexts().contains(pos, text) || v.snapshotNumbered(pos, newIDText(text))
}

func (v *View) volumeAt(pos int32) *Volume { return &v.Volumes[pos] }

func (v *View) snapshotAt(pos int32) *Snapshot { return v.Snapshots[pos] }

func (v *View) positionOf(s *Snapshot) int {
	pos, _ := slices.BinarySearchFunc(v.Snapshots, s, NewestFirst)
	return pos
}

func (v *View) snapshotSortText(by string, x *Snapshot) (word string, ok bool) {
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
		return v.creatorKey(x), true
	case "modifiedby":
		return x.Metadata.LastModifiedBy, true
	case "licence":
		return x.LicenceType, true
	case "operation":
		return v.Source(x.ID).OperationID, true
	case "labels":
		return v.labelText(x.ID), true
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
		wordA, _ := v.snapshotSortText(by, a)
		wordB, _ := v.snapshotSortText(by, b)
		return compareFold(wordA, wordB)
	}
}

// labelText returns the users' labels of a resource, by key.
func (v *View) labelText(resourceID string) string {
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

// sourceNameAt returns the name of a snapshot's source, if it is at least likely.
func (v *View) sourceNameAt(pos int) string {
	id := v.sourceAt(pos).VolumeID
	if id == "" {
		c, _ := v.findingAt(pos).source(Likely)
		id = c.VolumeID
	}
	if at, exists := v.index.volumes[id]; exists {
		return v.Volumes[at].Name
	}
	return id
}

// searchText normalises a text for searching.
func searchText(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func compareFold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
