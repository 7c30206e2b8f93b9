package handlers

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// worstFirst is the order of volumes that nobody has sorted otherwise.
func worstFirst() inventory.Order { return inventory.Order{By: inventory.ByRank} }

// volumes lists the volumes of all data centers.
func (s *Server) volumes(req pageRequest) (page, error) {
	all := s.volumeColumns()
	q := parseTableQuery(req.url, sortKeys(all), worstFirst())
	query := s.volumeQuery(req, &q, q.values.Get("dc"))
	p := s.volumesList(req, &q, query, all, volumeGroups())
	p.Filter = volumesFilter(req, q)
	p.Heading, p.Exports = "Volumes", exportLinks(q, "/volumes")
	p.Saved = s.savedMenu(req, q, "All volumes")
	shown := volumesPage("Volumes", "volumes", nil, p)
	shown.fragments = append(shown.fragments, fragment{id: "exports", html: views.Exports(p.Exports)})
	return shown, nil
}

// datacenter lists the volumes of one data center below its facts.
func (s *Server) datacenter(req pageRequest) (page, error) {
	dc, ok := req.view.Datacenter(req.params["dc"])
	if !ok {
		return page{}, notFound(req, "Data center "+req.params["dc"], "All data centers", "/datacenters")
	}
	all := without(s.volumeColumns(), "datacenter", "location")
	q := parseTableQuery(req.url, sortKeys(all), worstFirst())
	for _, elsewhere := range []string{"dc", "location"} {
		q.values.Del(elsewhere)
	}
	query := s.volumeQuery(req, &q, dc.ID)
	p := s.volumesList(req, &q, query, all, datacenterGroups())
	p.Filter = datacenterVolumesFilter(req, q, req.view.VolumesOf(dc.ID))
	pill := statePill(dc.Metadata.State)
	p.Heading, p.Pill, p.Datacenter = displayName(dc.Name, dc.ID), &pill, true
	p.Facts = datacenterFacts(req, dc)
	p.Saved = s.savedMenu(req, q, "All volumes of "+p.Heading)
	shown := volumesPage(p.Heading+" · Data centers", "datacenters", crumbsOf(req, &dc, nil), p)
	shown.fragments = append(shown.fragments,
		fragment{id: "facts", html: views.VolumesFacts(p.Facts)},
		fragment{id: "state", html: views.HeadingState(pill)})
	return shown, nil
}

func volumesPage(title, nav string, crumbs []views.Link, p views.Volumes) page {
	return page{
		title: title, nav: nav, crumbs: crumbs, selectable: true,
		body: func(sh views.PageLayout) templ.Component { return views.VolumesPage(sh, p) },
		fragments: append([]fragment{
			{id: "list", html: views.VolumesList(p), rows: rowFragments(p.List.Columns, p.Rows)},
			{id: "tabs", html: views.ListTabs("Protection", p.Tabs)},
			{id: "order", html: views.OrderBar(p.List.Order)},
			{id: "grouping", html: views.GroupTools(p.List)},
			{id: "columns", html: views.ColumnChooser(p.List)},
			{id: "selection", html: views.VolumesSelection(p)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
		}, menuFragment(p.Saved)...),
	}
}

// volumesList is a list of volumes as its address wants it: which, with which columns and in
// which groups.
func (s *Server) volumesList(req pageRequest, q *tableQuery, query inventory.VolumeQuery, all []column[inventory.Volume], ways []views.Option) views.Volumes {
	order, old := s.orderVolumes(req, q, &query)
	columns, by := visibleColumns(q, all), q.grouping(ways)
	headers, noun := sortableHeaders(*q, columns), [2]string{"volume", "volumes"}
	row := rowCreator(req, headers, columns, func(x *inventory.Volume) string { return x.ID })
	p := views.Volumes{Address: q.link("page", ""), Tabs: s.volumeTabs(req, q, query)}
	if by.by == "" {
		found := req.view.FindVolumes(query)
		p.List = q.table("Volumes", headers, len(found.Items), found.Total, found.TotalGB, noun, found.Unsized)
		req.addVolumeCost(&p.List, query, found.Cost)
		s.loadPast(req, found.Items)
		for i := range found.Items {
			p.Rows = append(p.Rows, row(&found.Items[i]))
		}
		p.List.Order = orderOf(q, order, old && orderChanged(req, query, found.Items))
	} else {
		o := &groupedPage[inventory.Volume]{l: *q, g: by, noun: noun, header: volumeGroupHeader(req, by), row: row}
		p.List, p.Rows = groupedList(o, "Volumes", headers, req.view.GroupVolumes(query, by.by))
	}
	p.List.Chooser, p.List.Groups = columnChooser(*q, all, columns), q.groupMenu(by, ways)
	p.List.Empty = q.emptyState(req, inventory.ContentsOf(query.DatacenterID), "volumes", volumeFilters(), views.Empty{
		Title: "No volumes", Text: "This contract has no volumes. New volumes appear here by themselves.",
	})
	return p
}

func datacenterFacts(req pageRequest, dc inventory.Datacenter) []views.Fact {
	modified := req.moment(dc.Metadata.LastModifiedDate)
	place := dc.Location
	if known, ok := req.view.Location(dc.Location); ok && known.Name != "" {
		place += ", " + known.Name
	}
	facts := []views.Fact{
		{Label: "Location", Text: place},
		{Label: "Volumes", Text: strconv.Itoa(len(req.view.VolumesOf(dc.ID))) + ", " + views.GB(gbOf(req.view.VolumesOf(dc.ID)))},
		{Label: "Servers", Text: strconv.Itoa(len(req.view.ServersOf(dc.ID))), Href: datacenterHref(dc.ID) + "?" + groupKey + "=" + inventory.LevelServer},
		{Label: "Changes in progress", Text: strconv.Itoa(len(req.view.OpenRequests(dc.ID)))},
		{Label: "Changed", When: &modified},
		{Label: "Id", Text: dc.ID, Copy: true},
	}
	return slices.Insert(facts, 2, req.costFact("Cost of its snapshots", req.view.CostOfDatacenter(dc.ID))...)
}

func datacenterOptions(v *inventory.View) []views.Option {
	options := make([]views.Option, 0, len(v.Datacenters))
	for _, dc := range v.Datacenters {
		options = append(options, views.Option{Value: dc.ID, Text: displayName(dc.Name, dc.ID)})
	}
	return options
}

// crumbsOf leads from the location to the data center to the volume.
func crumbsOf(req pageRequest, dc *inventory.Datacenter, vol *inventory.Volume) []views.Link {
	crumbs := []views.Link{{Text: "Data centers", Href: "/datacenters"}}
	if dc == nil {
		return crumbs
	}
	crumbs = append(crumbs, views.Link{Text: dc.Location, Href: "/datacenters?location=" + queryEscape(dc.Location)})
	if vol == nil {
		return append(crumbs, views.Link{Text: displayName(dc.Name, dc.ID)})
	}
	return append(crumbs, views.Link{Text: displayName(dc.Name, dc.ID), Href: datacenterHref(dc.ID)}, views.Link{Text: displayName(vol.Name, vol.ID)})
}

// notFound says that a thing is not there, or that it has not been read yet.
func notFound(req pageRequest, what, list, href string) error {
	if !req.view.Loading.Complete {
		return notLoadedError{what}
	}
	return notFoundError{what, list, href}
}
