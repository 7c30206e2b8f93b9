package handlers

import (
	"cmp"
	"slices"
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/timeline"
	"snapdeck/internal/views"
)

// The most ticks of an axis, deeds of a volume and lines of a list.
const (
	maxTicks = 7
	maxDeeds = 100
	maxLines = 200
)

// timelineOf shows the snapshots of volumes along one axis, and what else was done to them.
// A page of one volume needs no label on its strip.
func (s *Server) timelineOf(a asked, l listing, volumes []inventory.Volume) (views.Timeline, error) {
	strips := make([]strip, 0, len(volumes))
	var oldest, newest time.Time
	largest, total := 0.0, 0
	for _, vol := range volumes {
		x, err := s.stripOf(a, vol.ID)
		if err != nil {
			return views.Timeline{}, err
		}
		strips, total = append(strips, x), total+len(x.made)
		for _, m := range x.made {
			at := m.Metadata.CreatedDate
			if oldest.IsZero() || at.Before(oldest) {
				oldest = at
			}
			if at.After(newest) {
				newest = at
			}
			largest = max(largest, m.SizeGB)
		}
	}
	r := rangeOf(&l, oldest, newest, a.now)
	t := views.Timeline{Caption: r.caption(a.zone), Ranges: r.tabs(l), Ticks: timeTicks(r.span, a.zone)}
	if r.span.Holds(a.now) {
		t.Now = views.Percent(r.span.At(a.now))
	}
	left := total
	for i, x := range strips {
		x = x.within(r.span)
		left -= len(x.made)
		shown := s.stripView(a, l, r, x, largest)
		if len(volumes) > 1 {
			shown.Label = volumeLink(a.view, volumes[i].ID, "")
		}
		t.Strips = append(t.Strips, shown)
	}
	t.Legend, t.Note = legendOf(t.Strips), leftOut(left)
	t.Empty = emptyTimeline(t.Strips, total)
	return t, nil
}

// leftOut says how many snapshots lie outside of the range.
func leftOut(n int) string {
	if n == 0 {
		return ""
	}
	return views.Plural(n, "snapshot is", "snapshots are") + " outside of this time. Choose All to see every one."
}

func emptyTimeline(strips []views.Strip, total int) string {
	if slices.ContainsFunc(strips, func(x views.Strip) bool { return len(x.Items) > 0 }) {
		return ""
	}
	if total == 0 {
		return "No snapshot is known to come from here yet. The first one that is created shows here."
	}
	return "Nothing happened in this time."
}

// stripOf gathers what a timeline shows of a volume.
func (s *Server) stripOf(a asked, volumeID string) (strip, error) {
	x := strip{volumeID: volumeID, made: slices.Clone(a.view.SnapshotsOf(volumeID))}
	x.made = slices.DeleteFunc(x.made, func(m inventory.Snapshot) bool { return m.Metadata.CreatedDate.IsZero() })
	slices.Reverse(x.made)
	var good []time.Time
	for _, m := range x.made {
		if m.Metadata.State != inventory.StateFailed {
			good = append(good, m.Metadata.CreatedDate)
		}
	}
	x.gaps = timeline.Gaps(good, a.now)
	var err error
	x.deeds, err = s.deedsOn(a, volumeID)
	return x, err
}

// timeTicks are the marks of an axis. Those beside the word for the present have no label.
func timeTicks(s timeline.Span, zone *time.Location) []views.TimeTick {
	ticks := s.Ticks(zone, maxTicks)
	shown := make([]views.TimeTick, 0, len(ticks))
	for i, t := range ticks {
		shown = append(shown, views.TimeTick{At: views.Percent(t.At), Label: t.Label, Odd: (len(ticks)-i)%2 == 0 || t.At > 84, Hidden: t.At > 92 || t.At < 3})
	}
	return shown
}

// legendOf explains the shapes that occur.
func legendOf(strips []views.Strip) []views.LegendEntry {
	used := map[string]bool{}
	for _, x := range strips {
		for _, m := range slices.Concat(x.Marks, x.Ticks) {
			used[m.Shape] = true
			used[m.Among] = true
		}
	}
	var legend []views.LegendEntry
	for _, e := range []views.LegendEntry{
		{Shape: "good", Word: "Available; higher is larger"}, {Shape: "busy", Word: "In progress"}, {Shape: "locked", Word: "Locked"}, {Shape: "planned", Word: "Deletion planned"},
		{Shape: "failed", Word: "Failed snapshot"}, {Shape: "other", Word: "Other state"}, {Shape: "many", Word: "Several at once"},
		{Shape: "restored", Word: "Volume restored"}, {Shape: "broken", Word: "Failed operation"}, {Shape: "unproven", Word: "Unknown outcome"},
	} {
		if used[e.Shape] {
			legend = append(legend, e)
		}
	}
	return legend
}

// timeItems are a strip as a list, newest first.
func (s *Server) timeItems(a asked, x strip) []views.TimeItem {
	type dated struct {
		at   time.Time
		item views.TimeItem
	}
	var all []dated
	for _, m := range x.made {
		at := m.Metadata.CreatedDate
		all = append(all, dated{at, views.TimeItem{When: a.moment(at), What: views.Link{Text: named(m.Name, m.ID), Href: snapshotHref(m.ID)}, Words: ", " + s.snapshotSaid(a, m)}})
	}
	for _, op := range x.deeds {
		all = append(all, dated{deedAt(op), views.TimeItem{When: a.moment(deedAt(op)), What: views.Link{Text: deedWordsOf(op), Href: operationHref(op.ID)}}})
	}
	for _, g := range x.gaps {
		words := gapLength(g.Length()) + " without a snapshot, from " + g.From.In(a.zone).Format(time.DateOnly) + " to " + g.To.In(a.zone).Format(time.DateOnly)
		if g.Open {
			words = gapLength(g.Length()) + " without a snapshot, up to now"
		}
		all = append(all, dated{g.To, views.TimeItem{When: a.moment(g.To), Words: words}})
	}
	slices.SortStableFunc(all, func(p, q dated) int { return cmp.Compare(q.at.UnixNano(), p.at.UnixNano()) })
	items := make([]views.TimeItem, 0, len(all))
	for _, d := range all[:min(len(all), maxLines)] {
		items = append(items, d.item)
	}
	return items
}
