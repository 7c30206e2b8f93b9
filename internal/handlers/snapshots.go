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
func (s *Server) snapshots(req pageRequest) (page, error) {
	all, ways := s.snapshotColumns(), snapshotGroups()
	q := parseTableQuery(req.url, sortKeys(all), inventory.Order{By: "created", Desc: true})
	query := s.snapshotQuery(req, &q)
	columns, by := visibleColumns(&q, all), q.grouping(ways)
	headers, noun := sortableHeaders(q, columns), [2]string{"snapshot", "snapshots"}
	row := rowCreator(req, headers, columns, snapshotID)
	p := views.Snapshots{
		Saved: s.savedMenu(req, q, "All snapshots"), Exports: exportLinks(q, "/snapshots"), Filter: s.snapshotsFilter(req, q), Address: q.link("page", ""),
	}
	if by.by == "" {
		found := req.view.FindSnapshots(query)
		p.List = q.table("Snapshots", headers, len(found.Items), found.Total, found.TotalGB, noun, found.Unsized)
		req.addCost(&p.List, "", found.Cost)
		for i := range found.Items {
			p.Rows = append(p.Rows, row(&found.Items[i]))
		}
	} else {
		o := &groupedPage[inventory.Snapshot]{l: q, g: by, noun: noun, header: snapshotGroupHeader(req, by), row: row}
		p.List, p.Rows = groupedList(o, "Snapshots", headers, req.view.GroupSnapshots(query, by.by))
	}
	if n := req.view.UnknownSources(); n > 0 {
		p.UnknownSources = views.Link{Text: views.Count(n) + " of unknown source", Href: sourcesPath}
	}
	p.List.Chooser, p.List.Groups = columnChooser(q, all, columns), q.groupMenu(by, ways)
	p.List.Empty = q.emptyState(req, inventory.ResourceSnapshots, "snapshots", snapshotFilters(), noSnapshots())
	return page{
		title: "Snapshots", nav: "snapshots", selectable: true,
		body: func(sh views.PageLayout) templ.Component { return views.SnapshotsPage(sh, p) },
		fragments: append([]fragment{
			{id: "list", html: views.SnapshotsList(p), rows: rowFragments(p.List.Columns, p.Rows)},
			{id: "unknown-sources", html: views.UnknownSources(p.UnknownSources)},
			{id: "grouping", html: views.GroupTools(p.List)},
			{id: "selection", html: views.SnapshotSelection(p.List, p.Address)},
			{id: "columns", html: views.ColumnChooser(p.List)},
			{id: "exports", html: views.Exports(p.Exports)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
		}, menuFragment(p.Saved)...),
	}, nil
}
