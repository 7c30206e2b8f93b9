package coverage

import (
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func volumeOf(v *inventory.View, vol *inventory.Volume, f Facts, newest map[string]Attempt) Volume {
	copies := v.CopiesOf(vol.ID)
	x := Volume{
		ID: vol.ID, Target: TargetOf(v.LabelsOf(vol.ID), f.Target), Good: copyOf(copies.Good), Likely: copyOf(copies.Likely),
		Count: copies.Count, GB: copies.GB, AtLeast: copies.AtLeast, SizeGB: vol.SizeGB,
	}
	attempt, tried := newest[vol.ID]
	x.Failure = failureOf(x.LastGood(), copies.Failed, attempt, tried)
	x.State, x.Due = x.state(f.Now)
	return x
}

func copyOf(s *inventory.Snapshot) Copy {
	if s == nil {
		return Copy{}
	}
	return Copy{ID: s.ID, At: s.Metadata.CreatedDate}
}

// state is the first state that applies, and when it ends by time alone.
func (v Volume) state(now time.Time) (s State, due time.Time) {
	goodUntil, likelyUntil := v.until(v.Good), v.until(v.Likely)
	switch {
	case v.Target.Excluded:
		return Excluded, time.Time{}
	case now.Before(goodUntil):
		return Protected, goodUntil
	case now.Before(likelyUntil):
		return Probably, likelyUntil
	case v.Failure != nil:
		return Failing, time.Time{}
	case !v.Good.There() && !v.Likely.There():
		return Never, time.Time{}
	default:
		return Late, time.Time{}
	}
}

// until is when a copy exceeds the target. A copy without a date has exceeded it.
func (v Volume) until(c Copy) time.Time {
	if !c.There() || c.At.IsZero() {
		return time.Time{}
	}
	return c.At.Add(v.Target.Age)
}

// failureOf returns the newest attempt since the last good snapshot if it failed: Snapdeck's own, or another
// client's failed snapshot. An attempt that created the good snapshot did not fail.
func failureOf(last Copy, failed *inventory.Snapshot, attempt Attempt, tried bool) *Failure {
	since := func(at time.Time) bool { return !last.There() || at.After(last.At) }
	tried = tried && since(attempt.At) && (attempt.SnapshotID == "" || attempt.SnapshotID != last.ID)
	theirs := failed != nil && since(failed.Metadata.CreatedDate)
	switch {
	case tried && (!theirs || !failed.Metadata.CreatedDate.After(attempt.At)):
		if !attempt.Failed {
			return nil
		}
		return &Failure{At: attempt.At, Cause: attempt.Cause, OperationID: attempt.OperationID, SnapshotID: attempt.SnapshotID}
	case theirs:
		return &Failure{At: failed.Metadata.CreatedDate, Cause: operation.CodeSnapshot, SnapshotID: failed.ID}
	default:
		return nil
	}
}
