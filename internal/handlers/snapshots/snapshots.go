package snapshots

import (
	"context"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/snapshotlist"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) snapshots(ctx context.Context, req web.Request) (web.Page, error) {
	all, ways := s.list.Columns(), snapshotlist.Groups()
	q := table.ParseQuery(req.URL, table.SortKeys(all), inventory.Order{By: "created", Desc: true})
	query := s.list.Query(req, &q)
	columns, by := table.VisibleColumns(&q, all), q.Grouping(ways)
	headers, noun := table.SortableHeaders(q, columns), [2]string{"snapshot", "snapshots"}
	row := table.RowCreator(ctx, req, headers, columns, snapshotlist.ID)
	p := views.Snapshots{
		Saved: table.SavedMenu(ctx, s.Base, req, q, "All snapshots"), Exports: table.ExportLinks(q, "/snapshots"), Filter: s.list.Filter(req, q), Address: q.Link("page", ""),
	}
	if by.By == "" {
		found := req.View.FindSnapshots(query)
		p.List = q.Table("Snapshots", headers, len(found.Items), found.Total, quantity.Total{GB: found.TotalGB, Unsized: found.Unsized}, noun)
		table.AddCost(req, &p.List, found.Cost)
		for i := range found.Items {
			p.Rows = append(p.Rows, row(&found.Items[i]))
		}
	} else {
		o := &table.GroupedPage[inventory.Snapshot]{L: q, G: by, Noun: noun, Header: snapshotlist.GroupHeader(req, by), Row: row}
		p.List, p.Rows = table.GroupedList(o, "Snapshots", headers, req.View.GroupSnapshots(query, by.By))
	}
	if n := req.View.UnknownSources(); n > 0 {
		p.UnknownSources = ui.Link{Text: "Match " + quantity.Plural(n, "snapshot", "snapshots") + " to volumes", Href: paths.SourcesPath}
	}
	p.List.Chooser, p.List.Groups = table.ColumnChooser(q, all, columns), q.GroupMenu(by, ways)
	p.List.Empty = q.EmptyState(req, inventory.ResourceSnapshots, "snapshots", snapshotlist.FilterKeys(), snapshotlist.None())
	return web.Page{
		Title: "Snapshots", Nav: "snapshots", Selectable: true,
		Body: func(sh views.PageLayout) templ.Component { return views.SnapshotsPage(sh, p) },
		Fragments: append([]web.Fragment{
			{ID: "list", HTML: ui.ListTable("list", p.List, p.Rows), Rows: table.RowFragments(p.List.Columns, p.Rows)},
			{ID: "unknown-sources", HTML: views.UnknownSources(p.UnknownSources)},
			{ID: "grouping", HTML: ui.GroupTools(p.List)},
			{ID: "selection", HTML: views.SnapshotSelection(p.List, p.Address)},
			{ID: "columns", HTML: ui.ColumnChooser(p.List)},
			{ID: "exports", HTML: ui.Exports(p.Exports)},
			{ID: "chips", HTML: ui.Chips(p.Filter)},
			{ID: "filter-display", HTML: ui.FilterDisplay(p.Filter)},
			{ID: "filter-count", HTML: ui.FilterCount(p.Filter)},
		}, table.MenuFragment(p.Saved)...),
	}, nil
}
