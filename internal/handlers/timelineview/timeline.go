package timelineview

import (
	"cmp"
	"context"
	"slices"
	"time"

	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/timeline"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// The limits of the ticks of an axis and the lines of a list.
const (
	maxTicks = 7
	maxLines = 200
)

// Of returns the timeline of volumes' snapshots and other operations, without labels on the strips when there is only
// one volume.
func (s *Presenter) Of(ctx context.Context, req web.Request, q table.Query, volumes []inventory.Volume) (views.Timeline, error) {
	strips := make([]strip, 0, len(volumes))
	var made []time.Time
	for _, vol := range volumes {
		x, err := s.stripOf(ctx, req, vol.ID)
		if err != nil {
			return views.Timeline{}, err
		}
		strips = append(strips, x)
		for _, m := range x.made {
			made = append(made, m.Metadata.CreatedDate)
		}
	}
	slices.SortFunc(made, time.Time.Compare)
	r := rangeOf(&q, made, req.Now)
	t := views.Timeline{Caption: r.caption(req.Zone), Ranges: r.tabs(q), Ticks: timeTicks(r.span, req.Zone)}
	if r.span.Holds(req.Now) {
		t.Now = views.Percent(r.span.At(req.Now))
	}
	left := len(made)
	for i, x := range strips {
		x = x.within(r.span)
		left -= len(x.made)
		shown := s.stripView(req, q, r, x)
		if len(volumes) > 1 {
			shown.Label = resource.VolumeLink(req.View, volumes[i].ID, "")
		}
		t.Strips = append(t.Strips, shown)
	}
	t.Legend, t.Note = legendOf(t.Strips), leftOutText(left)
	t.Empty = emptyTimeline(t.Strips, len(made))
	return t, nil
}

// leftOutText describes how many snapshots are outside the range.
func leftOutText(n int) string {
	if n == 0 {
		return ""
	}
	return quantity.Plural(n, "snapshot is", "snapshots are") + " outside of this time. Choose All to see every one."
}

func emptyTimeline(strips []views.Strip, total int) string {
	if slices.ContainsFunc(strips, func(x views.Strip) bool { return len(x.Items) > 0 }) {
		return ""
	}
	if total == 0 {
		return "No snapshots yet."
	}
	return "No activity in this time."
}

func (s *Presenter) stripOf(ctx context.Context, req web.Request, volumeID string) (strip, error) {
	x := strip{volumeID: volumeID, made: slices.Clone(req.View.SnapshotsOf(volumeID))}
	x.made = slices.DeleteFunc(x.made, func(m inventory.Snapshot) bool { return m.Metadata.CreatedDate.IsZero() })
	slices.Reverse(x.made)
	var good []time.Time
	for _, m := range x.made {
		if m.Metadata.State != inventory.StateFailed {
			good = append(good, m.Metadata.CreatedDate)
		}
	}
	x.gaps = timeline.Gaps(good, req.Now)
	var err error
	x.operations, err = ledger.VolumeHistory(ctx, s.Ledger, volumeID)
	return x, err
}

// timeTicks returns the ticks of an axis, without a label on those near the word for the present.
func timeTicks(s timeline.Span, zone *time.Location) []views.TimeTick {
	ticks := s.Ticks(zone, maxTicks)
	shown := make([]views.TimeTick, 0, len(ticks))
	for i, t := range ticks {
		shown = append(shown, views.TimeTick{At: views.Percent(t.At), Label: t.Label, Odd: (len(ticks)-i)%2 == 0 || t.At > 84, Hidden: t.At > 92 || t.At < 3})
	}
	return shown
}

// legendOf returns the legend of the shapes that occur.
func legendOf(strips []views.Strip) []views.LegendEntry {
	used := map[string]bool{}
	for _, x := range strips {
		for _, m := range slices.Concat(x.Marks, x.Ticks) {
			used[m.Shape] = true
			used[m.Highlight] = true
		}
	}
	var legend []views.LegendEntry
	for _, e := range []views.LegendEntry{
		{Shape: "good", Label: "Available"}, {Shape: "busy", Label: "In progress"}, {Shape: "locked", Label: "Locked"}, {Shape: "planned", Label: "Deletion planned"},
		{Shape: "failed", Label: "Failed snapshot"}, {Shape: "other", Label: "Other state"}, {Shape: "many", Label: "Several snapshots"},
		{Shape: "restored", Label: "Volume restored"}, {Shape: "broken", Label: "Failed operation"}, {Shape: "unproven", Label: "Unknown outcome"},
	} {
		if used[e.Shape] {
			legend = append(legend, e)
		}
	}
	return legend
}

// timeItems returns a strip as a list, newest first.
func (s *Presenter) timeItems(req web.Request, x strip) []views.TimeItem {
	type dated struct {
		at   time.Time
		item views.TimeItem
	}
	var all []dated
	for _, m := range x.made {
		at := m.Metadata.CreatedDate
		all = append(all, dated{at, views.TimeItem{When: req.Moment(at), Label: ui.Link{Text: texts.DisplayName(m.Name, m.ID), Href: paths.SnapshotHref(m.ID)}, Text: ", " + s.snapshotTitle(req, m)}})
	}
	for _, op := range x.operations {
		all = append(all, dated{ledger.OperationTime(op), views.TimeItem{When: req.Moment(ledger.OperationTime(op)), Label: ui.Link{Text: operationText(op), Href: paths.OperationHref(op.ID)}}})
	}
	for _, g := range x.gaps {
		words := gapLength(g.Length()) + " without a snapshot, from " + g.From.In(req.Zone).Format(time.DateOnly) + " to " + g.To.In(req.Zone).Format(time.DateOnly)
		if g.Open {
			words = gapLength(g.Length()) + " without a snapshot, up to now"
		}
		all = append(all, dated{g.To, views.TimeItem{When: req.Moment(g.To), Text: words}})
	}
	slices.SortStableFunc(all, func(p, q dated) int { return cmp.Compare(q.at.UnixNano(), p.at.UnixNano()) })
	items := make([]views.TimeItem, 0, len(all))
	for _, d := range all[:min(len(all), maxLines)] {
		items = append(items, d.item)
	}
	return items
}
