package handlers

import (
	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

func noSnapshots() views.Empty {
	return views.Empty{
		Title: "No snapshots yet", Text: "The contract has no snapshot. Choose a volume and create one.",
		Link: views.Link{Text: "Choose a volume", Href: "/volumes"},
	}
}

// snapshots lists the snapshots of the contract.
func (s *Server) snapshots(a asked) (page, error) {
	all, ways := s.snapshotColumns(), snapshotGroups()
	l := parseListing(a.url, sorts(all), inventory.Order{By: "created", Desc: true})
	q := s.snapshotQuery(a, &l)
	columns, by := shown(&l, all), l.grouping(ways)
	heads, noun := headsOf(l, columns), [2]string{"snapshot", "snapshots"}
	row := rowMaker(a, heads, columns, snapshotID)
	p := views.Snapshots{
		Saved: s.savedMenu(a, l, "All snapshots"), Exports: exportsOf(l, "/snapshots"), Filter: s.snapshotsFilter(a, l), Address: l.link("page", ""),
	}
	if by.by == "" {
		found := a.view.FindSnapshots(q)
		p.List = l.list("Snapshots", heads, len(found.Items), found.Total, found.TotalGB, noun)
		a.addCost(&p.List, "", found.Cost)
		for i := range found.Items {
			p.Rows = append(p.Rows, row(&found.Items[i]))
		}
	} else {
		o := &outline[inventory.Snapshot]{l: l, g: by, noun: noun, say: snapshotHead(a, by), row: row}
		p.List, p.Rows = groupedList(o, "Snapshots", heads, a.view.GroupSnapshots(q, by.by))
	}
	if n := a.view.UnknownSources(); n > 0 {
		p.Unknown = views.Link{Text: views.Count(n) + " of unknown source", Href: sourcesPath}
	}
	p.List.Chooser, p.List.Groups = chooserOf(l, all, columns), l.groupMenu(by, ways)
	p.List.Empty = l.empty(a, inventory.PartSnapshots, "snapshots", snapshotFilters(), noSnapshots())
	return page{
		title: "Snapshots", nav: "snapshots", marks: true,
		body: func(sh views.Shell) templ.Component { return views.SnapshotsPage(sh, p) },
		fragments: append([]fragment{
			{id: "list", html: views.SnapshotsList(p), rows: rowFragments(p.List.Columns, p.Rows)},
			{id: "unknown-sources", html: views.UnknownSources(p.Unknown)},
			{id: "grouping", html: views.GroupTools(p.List)},
			{id: "selection", html: views.SnapshotSelection(p.List, p.Address)},
			{id: "columns", html: views.ColumnChooser(p.List)},
			{id: "exports", html: views.Exports(p.Exports)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
		}, menuFragment(p.Saved)...),
	}, nil
}
