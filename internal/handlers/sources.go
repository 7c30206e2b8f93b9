package handlers

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// sourcesPath is the list of snapshots whose source nobody knows.
const sourcesPath = "/snapshots/sources"

// sourceOrders are what that list can be sorted by.
func sourceOrders() []string { return []string{"name", "size", "created", "maker", "grade"} }

func sourceHeads(q tableQuery) []views.Column {
	return []views.Column{
		q.sortHeader("", "Select", "select"), q.sortHeader("name", "Snapshot", ""), q.sortHeader("size", "Size", "num"), q.sortHeader("created", "Created", ""),
		q.sortHeader("maker", "Created with", ""), q.sortHeader("grade", "Confidence", ""), q.sortHeader("", "Source", ""), q.sortHeader("", "Other source", "act"),
	}
}

// sources lists the snapshots whose source nobody knows, with what is inferred of it.
func (s *Server) sources(req pageRequest) (page, error) {
	q := parseTableQuery(req.url, sourceOrders(), inventory.Order{By: "grade"})
	inferences := s.Inferrer.Look(req.view)
	confidence := q.optionParam("grade", "how sure a guess is", confidenceOptions())
	matching, counts := s.filteredInferences(req, &q, inferences.All)
	shown := slices.DeleteFunc(slices.Clone(matching), func(g inventory.Inference) bool { return confidence != "" && confidenceKey(g) != confidence })
	sortInferences(req.view, shown, q.Order)
	p := views.Sources{
		History: historyView(req, inferences.History), Tabs: confidenceTabs(q, counts, len(matching)), Filter: sourcesFilter(req, q),
		Address: q.link("page", ""),
		All:     views.ConfirmAll{N: counts["certain"], Key: s.sourcesKey(req, matching), Address: q.link("grade", "certain", "page", "", "sort", "")},
	}
	total, gb := len(shown), 0.0
	for _, g := range shown {
		gb += g.Snapshot.SizeGB
	}
	w := q.window()
	shown = shown[min(w.Offset, total):min(w.Offset+w.Limit, total)]
	p.List = q.table("Snapshots of unknown source", sourceHeads(q), len(shown), total, gb, [2]string{"snapshot", "snapshots"})
	p.List.Empty = q.emptyState(req, inventory.ResourceSnapshots, "snapshots of unknown source", []string{"grade", "location", "maker"}, noSources())
	for _, g := range shown {
		p.Rows = append(p.Rows, s.sourceRow(req, g))
	}
	return page{
		title: "Match snapshots to volumes · Snapshots", nav: "snapshots", idle: !inferences.History.Loading && !inferences.History.ReadAt.IsZero(),
		crumbs: []views.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: "Match to volumes"}},
		body:   func(sh views.PageLayout) templ.Component { return views.SourcesPage(sh, p) },
		fragments: []fragment{
			{id: "request-history", html: views.HistoryNotice(p.History)},
			{id: "confidence-tabs", html: views.ConfidenceTabs(p.Tabs)},
			{id: "list", html: views.SourcesList(p), rows: sourceFragments(p.Rows)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
			{id: "selection", html: views.SourceSelection(p)},
			{id: "write-certain", html: views.WriteCertain(p)},
		},
	}, nil
}

// sourceFragments are the rows as fragments, so that a change of one is sent alone.
func sourceFragments(rows []views.SourceRow) func() []fragment {
	return func() []fragment {
		fragments := make([]fragment, 0, len(rows))
		for _, r := range rows {
			fragments = append(fragments, fragment{id: "row-" + r.ID, html: views.SourceTableRow(r)})
		}
		return fragments
	}
}

// sourcesKey is the key of the button that writes all certain sources: it stays as long as they are the same, so that
// a double click records them once.
func (s *Server) sourcesKey(req pageRequest, matching []inventory.Inference) string {
	sum := sha256.New()
	for _, g := range matching {
		if confidenceKey(g) == "certain" {
			latest := ""
			if ops := s.Operations.OnSnapshot(g.Snapshot.ID); len(ops) > 0 {
				latest = ops[0].ID
			}
			fmt.Fprintln(sum, g.Snapshot.ID, latest)
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:16])
}

func noSources() views.Empty {
	return views.Empty{
		Title: "All sources are known", Text: "Labels or Snapdeck’s marker name the source volume of every snapshot.",
		Link: views.Link{Text: "All snapshots", Href: "/snapshots"},
	}
}

// filteredInferences are the inferences that a list's address asks for, whatever their grade, and how
// many there are of each grade. They may be older than the view: sources that have become known
// in the meantime are left out, and the snapshots are as they are now.
func (s *Server) filteredInferences(req pageRequest, q *tableQuery, all []inventory.Inference) ([]inventory.Inference, map[string]int) {
	location, creator := q.param("location"), q.optionParam("maker", "the maker", creatorOptions())
	counts := map[string]int{}
	var matching []inventory.Inference
	for _, g := range all {
		g, unknown := g.InView(req.view)
		if !unknown || location != "" && g.Snapshot.Location != location {
			continue
		}
		if creator != "" && string(req.view.Creator(g.Snapshot).Creator) != creator || !inferenceContains(req.view, g, q.Text) {
			continue
		}
		counts[confidenceKey(g)]++
		matching = append(matching, g)
	}
	return matching, counts
}

// inferenceContains reports whether a text is found in a snapshot or in the volumes that it may be of.
func inferenceContains(v *inventory.View, g inventory.Inference, text string) bool {
	texts := []string{g.Snapshot.Name, g.Snapshot.ID, g.Snapshot.Description}
	for _, c := range g.Candidates {
		vol, _ := v.Volume(c.VolumeID)
		texts = append(texts, vol.Name, c.VolumeID)
	}
	return text == "" || strings.Contains(strings.ToLower(strings.Join(texts, "\n")), strings.ToLower(text))
}

// sortInferences sorts them; those that are alike stay as they are, newest first.
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
			return cmp.Compare(rank[confidenceKey(x)], rank[confidenceKey(y)])
		}
	})
}

// confidenceTabs lead to the inferences of one grade.
func confidenceTabs(q tableQuery, counts map[string]int, all int) []views.Tab {
	current := q.values.Get("grade")
	tabs := []views.Tab{{Text: "All", Count: views.Count(all), Href: q.link("grade", "", "page", ""), Current: current == ""}}
	for _, o := range confidenceOptions() {
		if counts[o.Value] == 0 && current != o.Value && o.Value == "denied" {
			continue
		}
		tabs = append(tabs, views.Tab{Text: o.Text, Count: views.Count(counts[o.Value]), Href: q.link("grade", o.Value, "page", ""), Current: current == o.Value})
	}
	return tabs
}

func sourcesFilter(req pageRequest, q tableQuery) views.Filter {
	f := q.collapsibleFilter("Snapshot, id or volume", []views.Select{
		q.openSelect("location", "Location", optionsOf(req.view.SnapshotValues().Locations)),
		q.selectField("maker", "Made by", creatorOptions()),
	}, nil, q.input("hidden", "grade", "How sure", ""))
	f.Collapsible = false
	return f
}

func (s *Server) sourceRow(req pageRequest, g inventory.Inference) views.SourceRow {
	snap := g.Snapshot
	row := views.SourceRow{
		ID: snap.ID, Name: views.Link{Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}, Size: views.Size(snap.SizeGB), Bytes: views.Bytes(snap.SizeGB),
		Location: snap.Location, Created: req.moment(snap.Metadata.CreatedDate), Creator: creatorBadge(req.view.Creator(snap)),
		Inference: inferenceView(req, g), Choose: sourceHref(snap.ID),
	}
	if op, writing := s.sourceBeingWritten(snap.ID); writing {
		row.Writing = views.Link{Text: "Its source is being written", Href: operationHref(op.ID)}
		return row
	}
	if source, one := g.Source(); one && !g.Denied {
		row.Pair = pairOf(req.view, snap.ID, source.VolumeID).String()
	}
	return row
}

func sourceHref(snapshotID string) string { return snapshotHref(snapshotID) + "/source" }
