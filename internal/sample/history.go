package sample

import (
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
)

// PastDay is how a volume was protected on a day.
type PastDay struct {
	Day     Day
	State   coverage.State // "" is unknown
	Sampled bool           // it was seen on the day itself; else it is told by the snapshots that exist
	Made    int            // snapshots that exist, known or certain to be of the volume, made on the day
	Sample  VolumeDay      // when it was sampled
}

// Unknown reports whether nothing is known of the day.
func (d PastDay) Unknown() bool { return d.State == "" }

// History tells how a volume was protected on each day from one to another, the last of which is today
// or earlier. rows are those of the volume. A day without a sample is protected when a good snapshot
// that still exists was young enough at its end, and else unknown: nobody knows what was deleted since.
func History(r *coverage.Report, volumeID string, rows []Row, from, to Day) []PastDay {
	today := DayOf(r.At)
	to = min(to, today)
	if to < from {
		return nil
	}
	days := make([]PastDay, to-from+1)
	for i := range days {
		days[i].Day = from + Day(i)
	}
	now, exists := r.Of(volumeID)
	for _, s := range r.View.SnapshotsOf(volumeID) {
		describe(days, s, now.Target.Age)
	}
	for _, p := range VolumeDays(rows) {
		if p.Day >= from && p.Day <= to {
			d := &days[p.Day-from]
			d.State, d.Sampled, d.Sample = p.Of.State, true, p.Of
		}
	}
	if exists && to == today {
		d := &days[to-from]
		d.State, d.Sampled, d.Sample = now.State, true, volumeDay(&now, r.At)
	}
	return days
}

// describe notes on which days a snapshot that exists protected its volume at their end.
func describe(days []PastDay, s inventory.Snapshot, target time.Duration) {
	made := s.Metadata.CreatedDate
	if made.IsZero() {
		return
	}
	first := DayOf(made)
	for i := range days {
		d := &days[i]
		if d.Day < first {
			continue
		}
		if d.Day == first {
			d.Made++
		}
		if s.Metadata.State != inventory.StateAvailable || d.Day.End().Sub(made) > max(target, 24*time.Hour) {
			return // nor on a later day; on the day itself it always does
		}
		d.State = coverage.Protected
	}
}
