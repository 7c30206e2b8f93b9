package sample

import (
	"time"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
)

// DayCoverage is the coverage of a volume on a day.
type DayCoverage struct {
	Day     Day
	State   coverage.State // "" is unknown
	Sampled bool           // from a sample; else derived from existing snapshots
	Made    int            // existing snapshots known or certain to come from the volume, created on the day
	Sample  VolumeDay      // the sample, if any
}

// History returns the coverage of a volume for each day between two days, the last of which is today or
// earlier. rows are the volume's samples. A day without a sample is protected when an existing good snapshot
// was within the target at its end, and else unknown: deleted snapshots are not recorded.
func History(r *coverage.Report, volumeID string, rows []Row, from, to Day) []DayCoverage {
	today := DayOf(r.At)
	to = min(to, today)
	if to < from {
		return nil
	}
	days := make([]DayCoverage, to-from+1)
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

// describe marks the days at whose end an existing snapshot protected its volume.
func describe(days []DayCoverage, s inventory.Snapshot, target time.Duration) {
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
			return // nor on later days; on its first day it always does
		}
		d.State = coverage.Protected
	}
}
