package coverage

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Dismissal is that somebody dismissed a failure for everybody: of a cause on one volume, or on all.
type Dismissal struct {
	Cause    string
	VolumeID string // empty: on all volumes
	By       string // user name
	At       time.Time
}

// OpenFailure is a failed attempt since which its volume got no good snapshot.
type OpenFailure struct {
	VolumeID   string
	VolumeName string
	State      State // of the volume, which may still be protected
	Failure
	DismissedBy string // empty: it is not dismissed
	DismissedAt time.Time
}

// Dismissed reports whether nobody is to be told of the failure any more.
func (f OpenFailure) Dismissed() bool { return f.DismissedBy != "" }

// FailureGroup are the open failures of one cause.
type FailureGroup struct {
	Cause     string
	Latest    time.Time
	Failures  []OpenFailure // those that are not dismissed, the latest first
	Dismissed []OpenFailure // the latest first
}

// OpenFailures are the failures since which their volumes got no good snapshot, by cause: those with
// most volumes first. A dismissal hides what failed before it; the next failure of that cause shows again.
func (r *Report) OpenFailures(dismissals []Dismissal) []FailureGroup {
	dismissed := map[[2]string]Dismissal{}
	for _, d := range dismissals {
		dismissed[[2]string{d.Cause, d.VolumeID}] = d
	}
	groups := map[string]*FailureGroup{}
	for i := range r.Volumes {
		v := &r.Volumes[i]
		if v.Failure == nil || v.State == Excluded {
			continue
		}
		f := OpenFailure{VolumeID: v.ID, VolumeName: r.View.Volumes[i].Name, State: v.State, Failure: *v.Failure}
		f.dismiss(dismissed)
		g := groups[f.Cause]
		if g == nil {
			g = &FailureGroup{Cause: f.Cause}
			groups[f.Cause] = g
		}
		g.add(f)
	}
	return sorted(groups)
}

func (f *OpenFailure) dismiss(dismissed map[[2]string]Dismissal) {
	for _, volumeID := range []string{f.VolumeID, ""} {
		if d, known := dismissed[[2]string{f.Cause, volumeID}]; known && !f.At.After(d.At) {
			f.DismissedBy, f.DismissedAt = d.By, d.At
			return
		}
	}
}

func (g *FailureGroup) add(f OpenFailure) {
	if f.Dismissed() {
		g.Dismissed = append(g.Dismissed, f)
		return
	}
	g.Failures = append(g.Failures, f)
	if f.At.After(g.Latest) {
		g.Latest = f.At
	}
}

func sorted(groups map[string]*FailureGroup) []FailureGroup {
	latest := func(a, b OpenFailure) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(a.VolumeName, b.VolumeName), strings.Compare(a.VolumeID, b.VolumeID))
	}
	var all []FailureGroup
	for _, g := range groups {
		slices.SortFunc(g.Failures, latest)
		slices.SortFunc(g.Dismissed, latest)
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b FailureGroup) int {
		return cmp.Or(cmp.Compare(len(b.Failures), len(a.Failures)), b.Latest.Compare(a.Latest), strings.Compare(a.Cause, b.Cause))
	})
	return all
}

// Over are the dismissals that hide nothing: their volume is gone, or has a good snapshot since, or
// failed again.
func (r *Report) Over(dismissals []Dismissal) []Dismissal {
	hides := map[[2]string]bool{}
	for _, g := range r.OpenFailures(dismissals) {
		for _, f := range g.Dismissed {
			hides[[2]string{g.Cause, f.VolumeID}], hides[[2]string{g.Cause, ""}] = true, true
		}
	}
	return slices.DeleteFunc(slices.Clone(dismissals), func(d Dismissal) bool { return hides[[2]string{d.Cause, d.VolumeID}] })
}
