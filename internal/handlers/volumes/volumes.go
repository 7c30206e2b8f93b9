package volumes

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) volumes(ctx context.Context, req web.Request) (web.Page, error) {
	all := s.volumeList.Columns()
	q := table.ParseQuery(req.URL, table.SortKeys(all), volumelist.WorstFirst())
	query := s.volumeList.Query(req, &q, q.Values.Get("dc"))
	p := s.volumesList(ctx, req, &q, query, all, volumelist.Groups())
	p.Filter = volumelist.Filter(req, q)
	p.Heading, p.Exports = "Volumes", table.ExportLinks(q, "/volumes")
	p.Saved = table.SavedMenu(ctx, s.Base, req, q, "All volumes")
	shown := volumesPage("Volumes", "volumes", nil, p)
	shown.Fragments = append(shown.Fragments, web.Fragment{ID: "exports", HTML: ui.Exports(p.Exports)})
	return shown, nil
}

// datacenter lists the volumes of one data center below its facts.
func (s *Handlers) datacenter(ctx context.Context, req web.Request) (web.Page, error) {
	dc, ok := req.View.Datacenter(req.Params["dc"])
	if !ok {
		return web.Page{}, resource.NotFound(req, "Data center "+req.Params["dc"], "All data centers", "/datacenters")
	}
	all := table.Without(s.volumeList.Columns(), "datacenter", "location")
	q := table.ParseQuery(req.URL, table.SortKeys(all), volumelist.WorstFirst())
	for _, elsewhere := range []string{"dc", "location"} {
		q.Values.Del(elsewhere)
	}
	query := s.volumeList.Query(req, &q, dc.ID)
	p := s.volumesList(ctx, req, &q, query, all, volumelist.DatacenterGroups())
	p.Filter = volumelist.DatacenterFilter(req, q, req.View.VolumesOf(dc.ID))
	pill := texts.UnusualPill(texts.StatePill(dc.Metadata.State))
	p.Heading, p.Pill, p.Datacenter = texts.DisplayName(dc.Name, dc.ID), &pill, true
	p.Facts = datacenterFacts(req, dc)
	p.Saved = table.SavedMenu(ctx, s.Base, req, q, "All volumes of "+p.Heading)
	shown := volumesPage(p.Heading+" · Data centers", "datacenters", resource.Crumbs(&dc, nil), p)
	shown.Fragments = append(shown.Fragments,
		web.Fragment{ID: "facts", HTML: views.VolumesFacts(p.Facts)},
		web.Fragment{ID: "state", HTML: ui.HeadingState(pill)})
	return shown, nil
}

func volumesPage(title, nav string, crumbs []ui.Link, p views.Volumes) web.Page {
	return web.Page{
		Title: title, Nav: nav, Crumbs: crumbs, Selectable: true,
		Body: func(sh views.PageLayout) templ.Component { return views.VolumesPage(sh, p) },
		Fragments: append([]web.Fragment{
			{ID: "list", HTML: ui.ListTable("list", p.List, p.Rows), Rows: table.RowFragments(p.List.Columns, p.Rows)},
			{ID: "tabs", HTML: ui.ListTabs("Protection", p.Tabs)},
			{ID: "order", HTML: ui.OrderBar(p.List.Order)},
			{ID: "grouping", HTML: ui.GroupTools(p.List)},
			{ID: "columns", HTML: ui.ColumnChooser(p.List)},
			{ID: "selection", HTML: views.VolumesSelection(p)},
			{ID: "chips", HTML: ui.Chips(p.Filter)},
			{ID: "filter-display", HTML: ui.FilterDisplay(p.Filter)},
			{ID: "filter-count", HTML: ui.FilterCount(p.Filter)},
		}, table.MenuFragment(p.Saved)...),
	}
}

// volumesList returns a list of volumes as its address requests it.
func (s *Handlers) volumesList(ctx context.Context, req web.Request, q *table.Query, query inventory.VolumeQuery, all []table.Column[inventory.Volume], ways []ui.Option) views.Volumes {
	order, old := s.volumeList.OrderVolumes(req, q, &query)
	columns, by := table.VisibleColumns(q, all), q.Grouping(ways)
	headers, noun := table.SortableHeaders(*q, columns), [2]string{"volume", "volumes"}
	row := table.RowCreator(ctx, req, headers, columns, func(x *inventory.Volume) string { return x.ID })
	p := views.Volumes{Address: q.Link("page", ""), Tabs: s.volumeTabs(req, q, query)}
	if by.By == "" {
		found := req.View.FindVolumes(query)
		p.List = q.Table("Volumes", headers, len(found.Items), found.Total, quantity.Total{GB: found.TotalGB, Unsized: found.Unsized}, noun)
		table.AddVolumeCost(req, &p.List, query, found.Cost)
		s.volumeList.LoadDailySamples(ctx, req, found.Items)
		for i := range found.Items {
			p.Rows = append(p.Rows, row(&found.Items[i]))
		}
		p.List.Order = volumelist.OrderOf(q, order, old && volumelist.OrderChanged(req, query, found.Items))
	} else {
		o := &table.GroupedPage[inventory.Volume]{L: *q, G: by, Noun: noun, Header: volumelist.GroupHeader(req, by), Row: row}
		p.List, p.Rows = table.GroupedList(o, "Volumes", headers, req.View.GroupVolumes(query, by.By))
	}
	p.List.Chooser, p.List.Groups = table.ColumnChooser(*q, all, columns), q.GroupMenu(by, ways)
	p.List.Empty = q.EmptyState(req, inventory.ContentsOf(query.DatacenterID), "volumes", volumelist.FilterKeys(), ui.Empty{
		Title: "No volumes", Text: "This contract has no volumes. New volumes appear here by themselves.",
	})
	return p
}

func datacenterFacts(req web.Request, dc inventory.Datacenter) []ui.Fact {
	location := dc.Location
	if known, ok := req.View.Location(dc.Location); ok && known.Name != "" {
		location += ", " + known.Name
	}
	facts := []ui.Fact{
		{Label: "Location", Text: location},
		{Label: "Volumes", Text: strconv.Itoa(len(req.View.VolumesOf(dc.ID))) + ", " + resource.TotalOf(req.View.VolumesOf(dc.ID)).Text()},
		{Label: "Servers", Text: strconv.Itoa(len(req.View.ServersOf(dc.ID))), Href: paths.DatacenterHref(dc.ID) + "?" + table.GroupKey + "=" + inventory.LevelServer},
		{Label: "Changes in progress", Text: strconv.Itoa(len(req.View.OpenRequests(dc.ID)))},
		{Label: "Changed", When: new(req.Moment(dc.Metadata.LastModifiedDate))},
		{Label: "Id", Text: dc.ID, Copy: true},
	}
	return slices.Insert(facts, 2, costFact(req, req.View.SnapshotTotalsFrom(dc.ID))...)
}
