package coverage

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Dismissal hides failures for all users: those with a cause, on one volume or on all.
type Dismissal struct {
	Cause    string
	VolumeID string // empty: on all volumes
	By       string // user name
	At       time.Time
}

// OpenFailure is a failed attempt on a volume without a good snapshot since.
type OpenFailure struct {
	VolumeID   string
	VolumeName string
	State      State // of the volume, which may still be protected
	Failure
	DismissedBy string // empty: not dismissed
	DismissedAt time.Time
}

// Dismissed reports whether the failure is hidden.
func (f OpenFailure) Dismissed() bool { return f.DismissedBy != "" }

// FailureGroup holds the open failures of one cause.
type FailureGroup struct {
	Cause     string
	Latest    time.Time
	Failures  []OpenFailure // not dismissed, latest first
	Dismissed []OpenFailure // latest first
}

// OpenFailures returns the failures of volumes without a good snapshot since, grouped by cause, largest group
// first. A dismissal hides the failures before it; a later failure of the same cause shows again.
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

// Over returns the dismissals that hide nothing: their volume is gone, has a good snapshot since, or failed
// again.
func (r *Report) Over(dismissals []Dismissal) []Dismissal {
	hides := map[[2]string]bool{}
	for _, g := range r.OpenFailures(dismissals) {
		for _, f := range g.Dismissed {
			hides[[2]string{g.Cause, f.VolumeID}], hides[[2]string{g.Cause, ""}] = true, true
		}
	}
	return slices.DeleteFunc(slices.Clone(dismissals), func(d Dismissal) bool { return hides[[2]string{d.Cause, d.VolumeID}] })
}
