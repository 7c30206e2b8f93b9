package inventory

import (
	"strings"
	"time"
)

// SizeRange bounds a size in GB. 0 means unbounded.
type SizeRange struct{ Min, Max float64 }

func (r SizeRange) contains(gb float64) bool { return gb >= r.Min && (r.Max == 0 || gb <= r.Max) }

// TimeRange bounds a time. The zero time means unbounded.
type TimeRange struct{ After, Before time.Time }

func (s TimeRange) contains(t time.Time) bool {
	return (s.After.IsZero() || t.After(s.After)) && (s.Before.IsZero() || t.Before(s.Before))
}

// LabelQuery selects resources that carry a label. An empty Key selects all.
type LabelQuery struct {
	Key   string
	Value string
	Any   bool // whatever its value
}

func (q LabelQuery) matches(labels []Label) bool {
	if q.Key == "" {
		return true
	}
	for i := range labels {
		if labels[i].Key == q.Key && (q.Any || labels[i].Value == q.Value) {
			return true
		}
	}
	return false
}

// SnapshotAge is how old the newest good snapshot of a volume is.
type SnapshotAge struct {
	None bool // there is none
	// TimeRange bounds its creation. With Before alone, volumes without a snapshot match too.
	TimeRange TimeRange
}

func (p SnapshotAge) contains(last time.Time) bool {
	switch {
	case p.None:
		return last.IsZero()
	case last.IsZero():
		return p.TimeRange.After.IsZero()
	default:
		return p.TimeRange.contains(last)
	}
}

// volumeFilter is a prepared query, which makes matching one volume cheap. A nil field selects all.
type volumeFilter struct {
	VolumeQuery
	datacenters, attached map[string]bool // data centers of the location, volumes of the servers
	matchesAll            bool            // all match
}

func (v *View) volumeFilter(q VolumeQuery) *volumeFilter {
	f := &volumeFilter{VolumeQuery: q}
	plain := q
	plain.Text, plain.DatacenterID, plain.Order, plain.Ranks, plain.Paging = "", "", Order{}, nil, Paging{}
	f.matchesAll = plain == VolumeQuery{}
	if q.Location != "" {
		f.datacenters = map[string]bool{}
		for i := range v.Datacenters {
			if dc := &v.Datacenters[i]; strings.EqualFold(dc.Location, q.Location) {
				f.datacenters[dc.ID] = true
			}
		}
	}
	if q.Server != "" {
		f.attached = v.volumesOnServers(q.Server)
	}
	return f
}

// volumesOnServers returns the volumes attached to servers with that id, or with that text in their names.
func (v *View) volumesOnServers(text string) map[string]bool {
	on := map[string]bool{}
	lower := strings.ToLower(text)
	for i := range v.Servers {
		s := &v.Servers[i]
		if s.ID != text && !strings.Contains(strings.ToLower(s.Name), lower) {
			continue
		}
		for _, id := range s.VolumeIDs {
			on[id] = true
		}
	}
	return on
}

func (v *View) matchesVolume(vol *Volume, f *volumeFilter) bool {
	switch {
	case f.matchesAll:
		return true
	case f.datacenters != nil && !f.datacenters[vol.DatacenterID],
		f.State != "" && string(vol.Metadata.State) != f.State,
		f.Type != "" && vol.Type != f.Type,
		f.Licence != "" && vol.LicenceType != f.Licence,
		f.CreatedBy != "" && vol.Metadata.CreatedBy != f.CreatedBy,
		!f.Created.contains(vol.Metadata.CreatedDate),
		!f.Size.contains(vol.SizeGB),
		f.attached != nil && !f.attached[vol.ID],
		f.Attached == "yes" && len(v.ServersOn(vol.ID)) == 0,
		f.Attached == "no" && len(v.ServersOn(vol.ID)) > 0:
		return false
	case f.Among != nil && !f.Among.Has(vol.ID):
		return false
	case f.SnapshotAge != SnapshotAge{} && !f.SnapshotAge.contains(v.LastSnapshotAt(vol.ID)):
		return false
	default:
		return f.Label.Key == "" || f.Label.matches(v.LabelsOf(vol.ID))
	}
}

// matchesAll reports whether a query selects all snapshots, ignoring its text and volume.
func (q SnapshotQuery) matchesAll() bool {
	q.Text, q.VolumeID, q.Order, q.Paging = "", "", Order{}, Paging{}
	return q == SnapshotQuery{}
}

func (v *View) matchesSnapshot(s *Snapshot, q *SnapshotQuery) bool {
	switch {
	case q.Location != "" && !strings.EqualFold(s.Location, q.Location),
		q.State != "" && string(s.Metadata.State) != q.State,
		q.Licence != "" && s.LicenceType != q.Licence,
		q.CreatedBy != "" && s.Metadata.CreatedBy != q.CreatedBy,
		!q.Size.contains(s.SizeGB),
		!q.Created.contains(s.Metadata.CreatedDate):
		return false
	case q.Creator != "" && v.creatorOf(s) != q.Creator:
		return false
	case q.IDs != nil && !q.IDs.Has(s.ID):
		return false
	case (q.Source != "" || q.DatacenterID != "") && !v.comesFrom(s.ID, q):
		return false
	default:
		return q.Label.Key == "" || q.Label.matches(v.LabelsOf(s.ID))
	}
}

func (v *View) comesFrom(snapshotID string, q *SnapshotQuery) bool {
	source := v.Source(snapshotID)
	if q.DatacenterID != "" && source.DatacenterID != q.DatacenterID {
		return false
	}
	switch q.Source {
	case "known":
		return source.Known()
	case "unknown":
		return !source.Known()
	case string(Likely):
		return v.SourceOf(snapshotID).Confidence == Likely
	case string(ByLabels), string(ByMarker), string(ByRequest):
		return source.Known() && source.By == ProvenanceKind(q.Source)
	default:
		return true
	}
}
