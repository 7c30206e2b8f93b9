package volumes

import (
	"context"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) datacenters(ctx context.Context, req web.Request) (web.Page, error) {
	all := s.datacenterColumns()
	q := table.ParseQuery(req.URL, table.SortKeys(all), inventory.Order{By: "name"})
	q.RankMatches()
	columns := table.VisibleColumns(&q, all)
	matched := resource.MatchDatacenters(req, q)
	window := matched[min((q.Page-1)*q.PerPage, len(matched)):min(q.Page*q.PerPage, len(matched))]
	p := views.Datacenters{
		Saved: table.SavedMenu(ctx, s.Base, req, q, "All data centers"),
		Filter: q.Filter("Name, id or location",
			q.SelectField("location", "Location", table.DistinctOptions(req.View.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
			q.SelectField("state", "State", table.DistinctOptions(req.View.Datacenters, func(d inventory.Datacenter) string { return string(d.Metadata.State) }))),
		List: q.Table("Data centers", table.SortableHeaders(q, columns), len(window), len(matched), quantity.Total{}, [2]string{"data center", "data centers"}),
	}
	p.List.Chooser = table.ColumnChooser(q, all, columns)
	p.List.Empty = q.EmptyState(req, inventory.ResourceDatacenters, "data centers", []string{"location", "state"}, ui.Empty{
		Title: "No data centers", Text: "The contract has no data center yet, or the credentials may see none.",
	})
	p.Rows = table.RowsOf(ctx, req, p.List.Columns, columns, window, func(x *inventory.Datacenter) string { return x.ID })
	return web.Page{
		Title: "Data centers", Nav: "datacenters",
		Body: func(sh views.PageLayout) templ.Component { return views.DatacentersPage(sh, p) },
		Fragments: append([]web.Fragment{
			{ID: "list", HTML: ui.ListTable("list", p.List, p.Rows), Rows: table.RowFragments(p.List.Columns, p.Rows)},
			{ID: "columns", HTML: ui.ColumnChooser(p.List)},
			{ID: "chips", HTML: ui.Chips(p.Filter)},
			{ID: "filter-display", HTML: ui.FilterDisplay(p.Filter)},
		}, table.MenuFragment(p.Saved)...),
	}, nil
}
