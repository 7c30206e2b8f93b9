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
	all := s.snapshotColumns()
	l := parseListing(a.url, sorts(all), inventory.Order{By: "created", Desc: true})
	found := a.view.FindSnapshots(snapshotQuery(&l, a.now))
	columns := shown(&l, all)
	p := views.Snapshots{
		Exports: exportsOf(l, "/snapshots"),
		Filter:  snapshotsFilter(a, l),
		List:    l.list("Snapshots", headsOf(l, columns), len(found.Items), found.Total, found.TotalGB, [2]string{"snapshot", "snapshots"}),
	}
	a.addCost(&p.List, "", found.Cost)
	p.List.Chooser = chooserOf(l, all, columns)
	p.List.Empty = l.empty(a, inventory.PartSnapshots, "snapshots", snapshotFilters(), noSnapshots())
	for i := range found.Items {
		p.Rows = append(p.Rows, rowOf(a, found.Items[i].ID, columns, &found.Items[i]))
	}
	return page{
		title: "Snapshots", nav: "snapshots",
		body: func(sh views.Shell) templ.Component { return views.SnapshotsPage(sh, p) },
		fragments: []fragment{
			{id: "list", html: views.SnapshotsList(p), rows: rowFragments(p.List.Columns, p.Rows)},
			{id: "columns", html: views.ColumnChooser(p.List)},
			{id: "exports", html: views.Exports(p.Exports)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
		},
	}, nil
}
