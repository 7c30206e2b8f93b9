package handlers

import (
	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

func snapshotColumns() []column {
	return []column{
		{"name", "Name", ""}, {"state", "State", ""}, {"size", "Size", "num"}, {"location", "Location", ""},
		{"source", "Source", ""}, {"created", "Created", ""}, {"by", "By", ""}, {"licence", "Licence type", ""},
	}
}

// withoutSource are the columns of a list of one volume's snapshots.
func withoutSource(columns []column) []column {
	var kept []column
	for _, c := range columns {
		if c.key != "location" && c.key != "source" {
			kept = append(kept, c)
		}
	}
	return kept
}

func noSnapshots() views.Empty {
	return views.Empty{
		Title: "No snapshots yet", Text: "The contract has no snapshot. Choose a volume and create one.",
		Link: views.Link{Text: "Choose a volume", Href: "/volumes"},
	}
}

// snapshots lists the snapshots of the contract.
func (s *Server) snapshots(a asked) (page, error) {
	l := parseListing(a.url, keysOf(snapshotColumns()), inventory.Order{By: "created", Desc: true})
	found := a.view.FindSnapshots(snapshotQuery(&l, a.now))
	p := views.Snapshots{
		Exports: exportsOf(l, "/snapshots"),
		Filter:  snapshotsFilter(a, l),
		List:    l.list("Snapshots", snapshotColumns(), len(found.Items), found.Total, found.TotalGB, [2]string{"snapshot", "snapshots"}),
	}
	p.List.Empty = l.empty(a, inventory.PartSnapshots, "snapshots", snapshotFilters(), noSnapshots())
	rows := make([]fragment, 0, len(found.Items))
	for _, snap := range found.Items {
		row := snapshotRow(a, snap, false)
		p.Rows = append(p.Rows, row)
		rows = append(rows, fragment{id: "row-" + snap.ID, html: views.SnapshotTableRow(row)})
	}
	return page{
		title: "Snapshots", nav: "snapshots",
		body: func(sh views.Shell) templ.Component { return views.SnapshotsPage(sh, p) },
		fragments: []fragment{
			{id: "list", html: views.SnapshotsList(p), rows: rows},
			{id: "exports", html: views.Exports(p.Exports)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
		},
	}, nil
}
