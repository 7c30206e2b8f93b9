package sources

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func sourceOrders() []string { return []string{"name", "size", "created", "maker", "grade"} }

func sourceHeads(q table.Query) []ui.Column {
	heads := []ui.Column{
		q.SortHeader("", "Select", "select"), q.SortHeader("name", "Snapshot", ""), q.SortHeader("size", "Size", "num"), q.SortHeader("created", "Created", ""),
		q.SortHeader("maker", "Created with", ""), q.SortHeader("grade", "Confidence", ""), q.SortHeader("", "Source", ""), q.SortHeader("", "Other source", "act"),
	}
	heads[0].Right, heads[len(heads)-1].Right = string(auth.RightMaintain), string(auth.RightMaintain)
	return heads
}

// sources lists the snapshots without a known source, with the inferred ones.
func (s *Handlers) sources(_ context.Context, req web.Request) (web.Page, error) {
	q := table.ParseQuery(req.URL, sourceOrders(), inventory.Order{By: "grade"})
	history := s.Inferrer.History(req.View)
	confidence := q.OptionParam("grade", "how sure a match is", sourceview.ConfidenceOptions())
	matching, counts := s.filteredInferences(req, &q, req.View.Inferences())
	shown := slices.DeleteFunc(slices.Clone(matching), func(g inventory.Inference) bool { return confidence != "" && sourceview.ConfidenceKey(g) != confidence })
	sortInferences(req.View, shown, q.Order)
	p := views.Sources{
		History: sourceview.History(req, history), Tabs: confidenceTabs(q, counts, len(matching)), Filter: sourcesFilter(req, q),
		Address: q.Link("page", ""),
		All:     views.ConfirmAll{N: counts["certain"], Key: s.sourcesKey(matching), Address: q.Link("grade", "certain", "page", "", "sort", "")},
	}
	total, size := len(shown), quantity.TotalOf(shown, func(g inventory.Inference) float64 { return g.Snapshot.SizeGB })
	w := q.Window()
	shown = shown[min(w.Offset, total):min(w.Offset+w.Limit, total)]
	p.List = q.Table("Snapshots of unknown source", sourceHeads(q), len(shown), total, size, [2]string{"snapshot", "snapshots"})
	p.List.Empty = q.EmptyState(req, inventory.ResourceSnapshots, "snapshots of unknown source", []string{"grade", "location", "maker"}, noSources())
	for _, g := range shown {
		p.Rows = append(p.Rows, s.sourceRow(req, g))
	}
	return web.Page{
		Title: "Match snapshots to volumes · Snapshots", Nav: "snapshots", Idle: !history.Loading && !history.ReadAt.IsZero(),
		Crumbs: []ui.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: "Match to volumes"}},
		Body:   func(sh views.PageLayout) templ.Component { return views.SourcesPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "request-history", HTML: views.HistoryNotice(p.History)},
			{ID: "confidence-tabs", HTML: views.ConfidenceTabs(p.Tabs)},
			{ID: "list", HTML: views.SourcesList(p), Rows: sourceFragments(p.Rows)},
			{ID: "chips", HTML: ui.Chips(p.Filter)},
			{ID: "selection", HTML: views.SourceSelection(p)},
			{ID: "write-certain", HTML: views.WriteCertain(p)},
		},
	}, nil
}

// sourceFragments returns the rows as fragments, so that a changed row is sent alone.
func sourceFragments(rows []views.SourceRow) func() []web.Fragment {
	return func() []web.Fragment {
		fragments := make([]web.Fragment, 0, len(rows))
		for _, r := range rows {
			fragments = append(fragments, web.Fragment{ID: "row-" + r.ID, HTML: views.SourceTableRow(r)})
		}
		return fragments
	}
}

// sourcesKey returns the key of the button that records all certain sources, which stays the same while they do, so
// that a double click records them once.
func (s *Handlers) sourcesKey(matching []inventory.Inference) string {
	sum := sha256.New()
	for _, g := range matching {
		if sourceview.ConfidenceKey(g) == "certain" {
			latest := ""
			if ops := s.Operations.OnSnapshot(g.Snapshot.ID); len(ops) > 0 {
				latest = ops[0].ID
			}
			fmt.Fprintln(sum, g.Snapshot.ID, latest)
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:16])
}

func noSources() ui.Empty {
	return ui.Empty{
		Title: "All sources are known", Text: "Labels or Snapdeck's marker name the source volume of every snapshot.",
		Link: ui.Link{Text: "All snapshots", Href: "/snapshots"},
	}
}

// filteredInferences returns those inferences that the address matches, of every grade, and their number by grade.
func (s *Handlers) filteredInferences(req web.Request, q *table.Query, all []inventory.Inference) ([]inventory.Inference, map[string]int) {
	location, creator := q.Param("location"), q.OptionParam("maker", "the maker", sourceview.CreatorOptions())
	counts := map[string]int{}
	var matching []inventory.Inference
	for _, g := range all {
		if location != "" && g.Snapshot.Location != location {
			continue
		}
		if creator != "" && string(req.View.Creator(g.Snapshot).Creator) != creator || !inferenceContains(req.View, g, q.Text) {
			continue
		}
		counts[sourceview.ConfidenceKey(g)]++
		matching = append(matching, g)
	}
	return matching, counts
}

// inferenceContains reports whether a text occurs in a snapshot or in the volumes that it may have come from.
func inferenceContains(v *inventory.View, g inventory.Inference, text string) bool {
	texts := []string{g.Snapshot.Name, g.Snapshot.ID, g.Snapshot.Description}
	for _, c := range g.Candidates {
		vol, _ := v.Volume(c.VolumeID)
		texts = append(texts, vol.Name, c.VolumeID)
	}
	return text == "" || strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(text))
}

// sortInferences sorts the inferences, and leaves equal ones in their order, newest first.
func sortInferences(v *inventory.View, all []inventory.Inference, o inventory.Order) {
	rank := map[string]int{"certain": 0, "likely": 1, "possible": 2, "none": 3, "denied": 4}
	slices.SortStableFunc(all, func(x, y inventory.Inference) int {
		if o.Desc {
			x, y = y, x
		}
		switch o.By {
		case "name":
			return strings.Compare(strings.ToLower(x.Snapshot.Name), strings.ToLower(y.Snapshot.Name))
		case "size":
			return cmp.Compare(x.Snapshot.SizeGB, y.Snapshot.SizeGB)
		case "created":
			return x.Snapshot.Metadata.CreatedDate.Compare(y.Snapshot.Metadata.CreatedDate)
		case "maker":
			return cmp.Compare(v.Creator(x.Snapshot).Creator, v.Creator(y.Snapshot).Creator)
		default:
			return cmp.Compare(rank[sourceview.ConfidenceKey(x)], rank[sourceview.ConfidenceKey(y)])
		}
	})
}

func confidenceTabs(q table.Query, counts map[string]int, all int) []ui.Tab {
	current := q.Values.Get("grade")
	tabs := []ui.Tab{{Text: "All", Count: quantity.Count(all), Href: q.Link("grade", "", "page", ""), Current: current == ""}}
	for _, o := range sourceview.ConfidenceOptions() {
		if counts[o.Value] == 0 && current != o.Value && o.Value == "denied" {
			continue
		}
		tabs = append(tabs, ui.Tab{Text: o.Text, Count: quantity.Count(counts[o.Value]), Href: q.Link("grade", o.Value, "page", ""), Current: current == o.Value})
	}
	return tabs
}

func sourcesFilter(req web.Request, q table.Query) ui.Filter {
	f := q.CollapsibleFilter("Snapshot, id or volume", []ui.Select{
		q.OpenSelect("location", "Location", table.OptionsOf(req.View.SnapshotValues().Locations)),
		q.SelectField("maker", "Created with", sourceview.CreatorOptions()),
	}, nil, q.Input("hidden", "grade", "How sure", ""))
	f.Collapsible = false
	return f
}

func (s *Handlers) sourceRow(req web.Request, g inventory.Inference) views.SourceRow {
	snap := g.Snapshot
	row := views.SourceRow{
		ID: snap.ID, Name: ui.Link{Text: texts.DisplayName(snap.Name, snap.ID), Href: paths.SnapshotHref(snap.ID)}, Size: quantity.Size(snap.SizeGB), Bytes: quantity.Bytes(snap.SizeGB),
		Location: snap.Location, Created: req.Moment(snap.Metadata.CreatedDate), Creator: sourceview.CreatorBadge(req.View.Creator(snap)),
		Inference: sourceview.Inference(req, g), Choose: paths.SourceHref(snap.ID),
	}
	if op, writing := s.inferred.SourceBeingWritten(snap.ID); writing {
		row.Writing = ui.Link{Text: "Its source is being written", Href: paths.OperationHref(op.ID)}
		return row
	}
	if source, one := g.Source(); one && !g.Denied {
		row.Pair = sourceview.PairOf(req.View, snap.ID, source.VolumeID).String()
	}
	return row
}
