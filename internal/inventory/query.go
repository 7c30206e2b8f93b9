package inventory

import (
	"cmp"
	"strings"
	"time"
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
	Licence      string
	Protection   Protection
	Label        LabelQuery
	Order        Order // by name, datacenter, location, state, type, size, server, snapshot, licence or modified
	Window       Window
}

// FindVolumes returns the volumes that a query matches, sorted, as a page.
func (v *View) FindVolumes(q VolumeQuery) Found[Volume] {
	q.Text = strings.ToLower(strings.TrimSpace(q.Text))
	if q.DatacenterID != "" {
		filter := v.volumeFilter(q)
		return find(v.VolumesOf(q.DatacenterID), q.Order, q.Window, finder[Volume]{
			matches: func(vol *Volume) bool { return v.matchesVolume(vol, filter) && v.saysVolume(vol.ID, q.Text) },
			compare: v.compareVolumes,
			size:    func(vol *Volume) float64 { return vol.SizeGB },
		})
	}
	asked := q
	asked.Window = Window{}
	return page(v.Volumes, v.lookups.volumesMatched.get(asked, func() matched { return v.chooseVolumes(q) }), q.Window)
}

func (v *View) chooseVolumes(q VolumeQuery) matched {
	order := ordered(&v.lookups.volumeOrders, q.Order, Order{By: "none"}, v.Volumes, v.volumeText(q.Order.By), v.compareVolumes)
	filter := v.volumeFilter(q)
	return choose(order, v.lookups.volumeSizes(), v.lookups.volumeTexts, q.Text, filter.idle,
		func(place int32) bool { return v.matchesVolume(&v.Volumes[place], filter) })
}

// saysVolume reports whether a text is found in what can be searched of a volume.
func (v *View) saysVolume(id, text string) bool {
	return text == "" || v.lookups.volumeTexts().holds(v.index.volumes[id], text)
}

// volumeText returns the text that a column shows, or nil when it is sorted by something else.
func (v *View) volumeText(by string) func(*Volume) string {
	switch by {
	case "datacenter":
		return func(x *Volume) string { dc, _ := v.Datacenter(x.DatacenterID); return dc.Name }
	case "location":
		return func(x *Volume) string { dc, _ := v.Datacenter(x.DatacenterID); return dc.Location }
	case "server":
		return func(x *Volume) string { return v.firstServer(x.ID) }
	case "state", "type", "size", "snapshot", "licence", "modified":
		return nil
	default:
		return func(x *Volume) string { return x.Name }
	}
}

func (v *View) compareVolumes(by string, a, b *Volume) int {
	dcA, _ := v.Datacenter(a.DatacenterID)
	dcB, _ := v.Datacenter(b.DatacenterID)
	switch by {
	case "datacenter":
		return fold(dcA.Name, dcB.Name)
	case "location":
		return fold(dcA.Location, dcB.Location)
	case "state":
		return cmp.Compare(a.Metadata.State, b.Metadata.State)
	case "type":
		return fold(a.Type, b.Type)
	case "size":
		return cmp.Compare(a.SizeGB, b.SizeGB)
	case "server":
		return fold(v.firstServer(a.ID), v.firstServer(b.ID))
	case "snapshot":
		return v.LastSnapshotAt(a.ID).Compare(v.LastSnapshotAt(b.ID))
	case "licence":
		return fold(a.LicenceType, b.LicenceType)
	case "modified":
		return a.Metadata.LastModifiedDate.Compare(b.Metadata.LastModifiedDate)
	default:
		return fold(a.Name, b.Name)
	}
}

func (v *View) firstServer(volumeID string) string {
	if servers := v.ServersOn(volumeID); len(servers) > 0 {
		return servers[0].Name
	}
	return ""
}

// LastSnapshotAt returns when the newest available snapshot known to come from a volume was
// made; the zero time means that none is known.
func (v *View) LastSnapshotAt(volumeID string) time.Time {
	for _, i := range v.index.snapshotsOf[volumeID] {
		if m := &v.Snapshots[i].Metadata; m.State == StateAvailable {
			return m.CreatedDate
		}
	}
	return time.Time{}
}

// SnapshotQuery chooses snapshots. Empty fields choose all.
type SnapshotQuery struct {
	Text         string // found in name, id, description, location and the source's names
	Location     string
	State        string
	Source       string // "known", "labels" or "marker" (what it is known by), or "unknown"
	DatacenterID string // of the source
	VolumeID     string // of the source
	Size         Range
	Created      Span
	Licence      string
	CreatedBy    string
	Label        LabelQuery
	Order        Order // by name, state, size, location, source, created, by or licence
	Window       Window
}

// FindSnapshots returns the snapshots that a query matches, sorted, as a page.
func (v *View) FindSnapshots(q SnapshotQuery) Found[Snapshot] {
	q.Text = strings.ToLower(strings.TrimSpace(q.Text))
	if q.VolumeID != "" {
		return find(v.SnapshotsOf(q.VolumeID), q.Order, q.Window, finder[Snapshot]{
			matches: func(s *Snapshot) bool { return v.matchesSnapshot(s, &q) && v.saysSnapshot(s.ID, q.Text) },
			compare: v.compareSnapshots,
			size:    func(s *Snapshot) float64 { return s.SizeGB },
		})
	}
	asked := q
	asked.Window = Window{}
	return page(v.Snapshots, v.lookups.snapshotsMatched.get(asked, func() matched { return v.chooseSnapshots(q) }), q.Window)
}

func (v *View) chooseSnapshots(q SnapshotQuery) matched {
	order := ordered(&v.lookups.snapshotOrders, q.Order, Order{By: "created", Desc: true}, v.Snapshots, v.snapshotText(q.Order.By), v.compareSnapshots)
	return choose(order, v.lookups.snapshotSizes(), v.lookups.snapshotTexts, q.Text, q.isIdle(),
		func(place int32) bool { return v.matchesSnapshot(&v.Snapshots[place], &q) })
}

func (v *View) saysSnapshot(id, text string) bool {
	return text == "" || v.lookups.snapshotTexts().holds(v.index.snapshots[id], text)
}

func (v *View) snapshotText(by string) func(*Snapshot) string {
	switch by {
	case "name":
		return func(x *Snapshot) string { return x.Name }
	case "source":
		return func(x *Snapshot) string { return v.sourceName(x.ID) }
	case "by":
		return func(x *Snapshot) string { return x.Metadata.CreatedBy }
	default:
		return nil
	}
}

func (v *View) compareSnapshots(by string, a, b *Snapshot) int {
	switch by {
	case "name":
		return fold(a.Name, b.Name)
	case "state":
		return cmp.Compare(a.Metadata.State, b.Metadata.State)
	case "size":
		return cmp.Compare(a.SizeGB, b.SizeGB)
	case "location":
		return fold(a.Location, b.Location)
	case "source":
		return fold(v.sourceName(a.ID), v.sourceName(b.ID))
	case "by":
		return fold(a.Metadata.CreatedBy, b.Metadata.CreatedBy)
	case "licence":
		return fold(a.LicenceType, b.LicenceType)
	default:
		return a.Metadata.CreatedDate.Compare(b.Metadata.CreatedDate)
	}
}

func (v *View) sourceName(snapshotID string) string {
	source := v.Source(snapshotID)
	if vol, ok := v.Volume(source.VolumeID); ok {
		return vol.Name
	}
	return source.VolumeID
}

func fold(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
