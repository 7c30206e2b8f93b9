package inventory

import (
	"iter"
	"time"
)

// The sources of snapshots are answered in this file only. Certain counts as known in lists, sums, costs, ages
// and sets; likely is shown apart and never added.

// SourceAnswer is the best known source of a snapshot, with its confidence.
type SourceAnswer struct {
	Candidate  // the volume and the evidence; empty below likely
	Confidence Confidence
}

// SourceOf returns the source of a snapshot: Known, Certain, Likely, Possible or NoConfidence.
func (v *View) SourceOf(snapshotID string) SourceAnswer {
	s := v.index.snapshots[snapshotID]
	if s == nil {
		return SourceAnswer{Confidence: NoConfidence}
	}
	if p := v.index.sources[snapshotID]; p.Known() {
		return SourceAnswer{Candidate{DatacenterID: p.DatacenterID, VolumeID: p.VolumeID, Evidence: []string{p.sentence()}}, Known}
	}
	f := v.finding(s)
	if f == nil || f.Denied {
		return SourceAnswer{Confidence: NoConfidence}
	}
	c, ok := f.source(Certain)
	if !ok {
		c, _ = f.source(Likely)
	}
	return SourceAnswer{c, f.Confidence}
}

func (p Provenance) sentence() string {
	switch {
	case p.Confirmed:
		return "A user confirmed it."
	case p.By == ByMarker:
		return "Snapdeck's marker in its description names the volume."
	default:
		return "Its labels name the volume."
	}
}

// Source returns a known or certain source; the zero value when it is neither.
func (v *View) Source(snapshotID string) Provenance {
	if p, known := v.index.sources[snapshotID]; known || !v.hasFindings() {
		return p
	}
	return v.finding(v.index.snapshots[snapshotID]).certain()
}

func (v *View) sourceAt(pos int) Provenance {
	if f := v.findingAt(pos); f != nil {
		return f.certain()
	}
	return v.index.sources[v.Snapshots[pos].ID]
}

// certain returns the source that a finding is certain of.
func (f *Finding) certain() Provenance {
	c, ok := f.source(Certain)
	if !ok {
		return Provenance{}
	}
	return Provenance{DatacenterID: c.DatacenterID, VolumeID: c.VolumeID, By: ByRequest}
}

// finding returns the finding about a snapshot; nil when its source is known, or without inferred sources.
func (v *View) finding(s *Snapshot) *Finding {
	if s == nil || !v.hasFindings() {
		return nil
	}
	return v.inferred.of[v.positionOf(s)]
}

func (v *View) findingAt(pos int) *Finding {
	if !v.hasFindings() {
		return nil
	}
	return v.inferred.of[pos]
}

func (v *View) hasFindings() bool { return v.inferred.view != nil }

// eachOf iterates over the snapshots known or certain to come from a volume, newest first.
func (v *View) eachOf(volumeID string) iter.Seq[*Snapshot] {
	return func(yield func(*Snapshot) bool) {
		a, b := v.index.snapshotsOf[volumeID], v.inferred.certainOf[volumeID]
		for len(a)+len(b) > 0 {
			from := &a
			if len(a) == 0 || len(b) > 0 && NewestFirst(b[0], a[0]) < 0 {
				from = &b
			}
			s := (*from)[0]
			*from = (*from)[1:]
			if !yield(s) {
				return
			}
		}
	}
}

// SnapshotsOf returns the snapshots known or certain to come from a volume, newest first.
func (v *View) SnapshotsOf(volumeID string) []Snapshot {
	n := v.CountSnapshotsOf(volumeID)
	if n == 0 {
		return nil
	}
	all := make([]Snapshot, 0, n)
	for s := range v.eachOf(volumeID) {
		all = append(all, *s)
	}
	return all
}

// LikelyOf returns the snapshots that likely come from a volume, newest first. SnapshotsOf and all sums exclude
// them.
func (v *View) LikelyOf(volumeID string) []Snapshot {
	return Dereference(v.inferred.likelyOf[volumeID])
}

// CountSnapshotsOf counts the snapshots known or certain to come from a volume.
func (v *View) CountSnapshotsOf(volumeID string) int {
	return len(v.index.snapshotsOf[volumeID]) + len(v.inferred.certainOf[volumeID])
}

// SnapshotGBOf is the size in GB of all snapshots known or certain to come from a volume.
func (v *View) SnapshotGBOf(volumeID string) float64 {
	total := 0.0
	for s := range v.eachOf(volumeID) {
		total += s.SizeGB
	}
	return total
}

// SnapshotsFrom counts the snapshots known or certain to come from a data center.
func (v *View) SnapshotsFrom(datacenterID string) int {
	return v.index.snapshotsFrom[datacenterID] + v.inferred.certainFrom[datacenterID]
}

// UnknownSources counts the snapshots whose source is named by neither labels, marker nor a request.
func (v *View) UnknownSources() int {
	return len(v.Snapshots) - len(v.index.sources) - v.inferred.certain
}

// UnwrittenSources counts the snapshots with a certain source that is not written on them yet.
func (v *View) UnwrittenSources() int { return v.inferred.certain }

// LikelySources counts the snapshots whose source is likely, which do not count as known.
func (v *View) LikelySources() int { return v.inferred.likely }

// Inference returns what is inferred of a snapshot that does not carry its source; false: it does, or
// nothing is inferred.
func (v *View) Inference(snapshotID string) (Inference, bool) {
	s := v.index.snapshots[snapshotID]
	f := v.finding(s)
	if f == nil {
		return Inference{}, false
	}
	return Inference{*s, *f}, true
}

// Base returns the view as read, without inferred sources.
func (v *View) Base() *View {
	if !v.hasFindings() {
		return v
	}
	return v.inferred.view
}

// LatestUnknown is the creation of the newest snapshot whose source is neither known nor certain.
func (v *View) LatestUnknown() time.Time { return v.lazy.latestUnknown() }

func (v *View) findLatestUnknown() time.Time {
	for i, s := range v.Snapshots {
		if !v.sourceAt(i).Known() {
			return s.Metadata.CreatedDate
		}
	}
	return time.Time{}
}
