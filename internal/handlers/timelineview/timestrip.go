package timelineview

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/handlers/ledger"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/timeline"
	"snapdeck/internal/views"
)

// tooClose is the distance, in percent, below which marks are merged.
const tooClose = 2.4

type strip struct {
	volumeID   string
	made       []inventory.Snapshot // its snapshots, the oldest first
	operations []operation.Operation
	gaps       []timeline.Gap
}

// within leaves out what is outside a span.
func (x strip) within(s timeline.Span) strip {
	x.made = slices.DeleteFunc(slices.Clone(x.made), func(m inventory.Snapshot) bool { return !s.Holds(m.Metadata.CreatedDate) })
	x.operations = slices.DeleteFunc(slices.Clone(x.operations), func(op operation.Operation) bool { return !s.Holds(ledger.OperationTime(op)) })
	x.gaps = slices.DeleteFunc(slices.Clone(x.gaps), func(g timeline.Gap) bool { return g.To.Before(s.From) || g.From.After(s.To) })
	return x
}

func (s *Presenter) stripView(req web.Request, q table.Query, r timeRange, x strip) views.Strip {
	var v views.Strip
	times := make([]time.Time, 0, len(x.made))
	for _, m := range x.made {
		times = append(times, m.Metadata.CreatedDate)
	}
	for _, g := range r.span.Groups(times, tooClose) {
		v.Marks = append(v.Marks, s.markOf(req, q, r, x.made[g.First:g.Last+1], g))
	}
	for _, gap := range x.gaps {
		v.Gaps = append(v.Gaps, gapView(r.span, gap))
	}
	for _, op := range x.operations {
		v.Ticks = append(v.Ticks, views.TimeMark{
			At: views.Percent(r.span.At(ledger.OperationTime(op))), Y: views.OperationY(), Shape: operationShape(op), Href: paths.OperationHref(op.ID), Title: operationText(op) + ", " + req.Moment(ledger.OperationTime(op)).Exact,
		})
	}
	v.Items = s.timeItems(req, x)
	return v
}

func (s *Presenter) markOf(req web.Request, q table.Query, r timeRange, made []inventory.Snapshot, g timeline.Group) views.TimeMark {
	m := views.TimeMark{At: views.Percent(g.At), Y: views.SnapshotY()}
	first, last := made[0], made[len(made)-1]
	if g.Alone() {
		m.Shape, m.Href, m.Title = s.snapshotShape(req, first), paths.SnapshotHref(first.ID), texts.DisplayName(first.Name, first.ID)+": "+s.snapshotTitle(req, first)
		return m
	}
	m.Shape, m.Count = "many", fmt.Sprint(min(99, g.Len()))
	m.Href = r.zoomed(q, first.Metadata.CreatedDate, last.Metadata.CreatedDate)
	among := s.notable(req, made)
	m.Highlight = among.Shape
	m.Title = fmt.Sprintf("%d snapshots, %s to %s%s: show them apart", g.Len(), req.Moment(first.Metadata.CreatedDate).Exact, req.Moment(last.Metadata.CreatedDate).Exact, among.Label)
	return m
}

// notable returns the shape of the most important state among several snapshots, with a description of all notable
// ones.
func (s *Presenter) notable(req web.Request, made []inventory.Snapshot) (most views.LegendEntry) {
	counts := map[string]int{}
	for _, m := range made {
		counts[s.snapshotShape(req, m)]++
	}
	for _, e := range []views.LegendEntry{
		{Shape: "failed", Label: "failed"}, {Shape: "planned", Label: "to be deleted"}, {Shape: "locked", Label: "locked"}, {Shape: "busy", Label: "in progress"},
	} {
		if n := counts[e.Shape]; n > 0 {
			most.Shape = cmp.Or(most.Shape, e.Shape)
			most.Label += fmt.Sprintf(", %d %s", n, e.Label)
		}
	}
	return most
}

func (s *Presenter) snapshotShape(req web.Request, m inventory.Snapshot) string {
	_, leaving := s.Operations.Deletion(m.ID)
	_, locked := s.Operations.Lock(m.ID, req.View.LabelsOf(m.ID), req.Now)
	switch {
	case m.Metadata.State == inventory.StateFailed:
		return "failed"
	case leaving:
		return "planned"
	case locked:
		return "locked"
	case m.Metadata.State == inventory.StateAvailable:
		return "good"
	case !m.Metadata.State.Stable():
		return "busy"
	default:
		return "other"
	}
}

func (s *Presenter) snapshotTitle(req web.Request, m inventory.Snapshot) string {
	words := []string{quantity.SizeOf(m.SizeGB, ""), strings.ToLower(texts.SnapshotPill(m.Metadata.State).Label)}
	if lock, locked := s.Operations.Lock(m.ID, req.View.LabelsOf(m.ID), req.Now); locked {
		words = append(words, "locked: "+texts.DisplayName(lock.Reason, "no reason was given"))
	}
	if op, leaving := s.Operations.Deletion(m.ID); leaving {
		words = append(words, "deletion "+strings.ToLower(texts.OperationPill(op).Label))
	}
	return strings.Join(append(words, req.Moment(m.Metadata.CreatedDate).Exact), ", ")
}

func gapView(s timeline.Span, g timeline.Gap) views.TimeGap {
	from, to := s.At(g.From), s.At(g.To)
	v := views.TimeGap{
		From: views.Percent(from), Width: views.Percent(max(0, to-from)), Middle: views.Percent((from + to) / 2),
		Short: gapLength(g.Length()), Room: "none",
	}
	v.Text = v.Short + " without a snapshot"
	switch {
	case to-from >= 55:
		v.Room = "much"
	case to-from >= 18:
		v.Room = "some"
	}
	return v
}

// gapLength returns the length of a gap, with minutes only if it is short.
func gapLength(d time.Duration) string {
	switch {
	case d >= 2*table.Day:
		return quantity.Plural(int(d/table.Day), "day", "days")
	case d >= 2*time.Hour:
		return quantity.Plural(int(d/time.Hour), "hour", "hours")
	default:
		return quantity.Plural(int(d/time.Minute), "minute", "minutes")
	}
}

func operationShape(op operation.Operation) string {
	switch op.State {
	case operation.Failed:
		return "broken"
	case operation.Unknown:
		return "unproven"
	default:
		return "restored"
	}
}

// operationText describes what was done to a volume.
func operationText(op operation.Operation) string {
	switch {
	case op.Kind == operation.CreateVolume:
		return "Made from the snapshot " + texts.DisplayName(op.Params.Name, op.SnapshotID)
	case op.Kind == operation.RestoreVolume && op.State == operation.Done:
		return "Overwritten with the snapshot " + texts.DisplayName(op.Params.Name, op.SnapshotID)
	default:
		return texts.KindLabel(op.Kind) + ": " + strings.ToLower(texts.StateLabel(op.Kind, op.State))
	}
}
