package handlers

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumes lists the volumes of all data centers.
func (s *Server) volumes(a asked) (page, error) {
	all := s.volumeColumns()
	l := parseListing(a.url, sorts(all), inventory.Order{By: "name"})
	q := volumeQuery(&l, l.values.Get("dc"), a.now)
	p := s.volumesList(a, &l, q, all, volumeGroups())
	p.Filter = volumesFilter(a, l)
	p.Heading, p.Exports = "Volumes", exportsOf(l, "/volumes")
	p.Saved = s.savedMenu(a, l, "All volumes")
	shown := volumesPage("Volumes", "volumes", nil, p)
	shown.fragments = append(shown.fragments, fragment{id: "exports", html: views.Exports(p.Exports)})
	return shown, nil
}

// datacenter lists the volumes of one data center below its facts.
func (s *Server) datacenter(a asked) (page, error) {
	dc, ok := a.view.Datacenter(a.params["dc"])
	if !ok {
		return page{}, notFound(a, "Data center "+a.params["dc"], "All data centers", "/datacenters")
	}
	all := without(s.volumeColumns(), "datacenter", "location")
	l := parseListing(a.url, sorts(all), inventory.Order{By: "name"})
	for _, elsewhere := range []string{"dc", "location"} {
		l.values.Del(elsewhere)
	}
	q := volumeQuery(&l, dc.ID, a.now)
	p := s.volumesList(a, &l, q, all, insideGroups())
	p.Filter = insideFilter(a, l, a.view.VolumesOf(dc.ID))
	pill := statePill(dc.Metadata.State)
	p.Heading, p.Pill, p.Datacenter = named(dc.Name, dc.ID), &pill, true
	p.Facts = datacenterFacts(a, dc)
	p.Saved = s.savedMenu(a, l, "All volumes of "+p.Heading)
	shown := volumesPage(p.Heading+" · Data centers", "datacenters", crumbsOf(a, &dc, nil), p)
	shown.fragments = append(shown.fragments,
		fragment{id: "facts", html: views.VolumesFacts(p.Facts)},
		fragment{id: "state", html: views.StateOf(pill)})
	return shown, nil
}

func volumesPage(title, nav string, crumbs []views.Link, p views.Volumes) page {
	return page{
		title: title, nav: nav, crumbs: crumbs, marks: true,
		body: func(sh views.Shell) templ.Component { return views.VolumesPage(sh, p) },
		fragments: append([]fragment{
			{id: "list", html: views.VolumesList(p), rows: rowFragments(p.List.Columns, p.Rows)},
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
func (s *Server) volumesList(a asked, l *listing, q inventory.VolumeQuery, all []column[inventory.Volume], ways []views.Option) views.Volumes {
	columns, by := shown(l, all), l.grouping(ways)
	heads, noun := headsOf(*l, columns), [2]string{"volume", "volumes"}
	row := rowMaker(a, heads, columns, func(x *inventory.Volume) string { return x.ID })
	p := views.Volumes{Address: l.link("page", "")}
	if by.by == "" {
		found := a.view.FindVolumes(q)
		p.List = l.list("Volumes", heads, len(found.Items), found.Total, found.TotalGB, noun)
		a.addCost(&p.List, "their snapshots ", found.Cost)
		for i := range found.Items {
			p.Rows = append(p.Rows, row(&found.Items[i]))
		}
	} else {
		o := &outline[inventory.Volume]{l: *l, g: by, noun: noun, say: volumeHead(a, by), row: row}
		p.List, p.Rows = groupedList(o, "Volumes", heads, a.view.GroupVolumes(q, by.by))
	}
	p.List.Chooser, p.List.Groups = chooserOf(*l, all, columns), l.groupMenu(by, ways)
	p.List.Empty = l.empty(a, inventory.InsideOf(q.DatacenterID), "volumes", volumeFilters(), views.Empty{
		Title: "No volumes", Text: "There is no volume here yet. Volumes that are made in the DCD, by Terraform or by other tools show here by themselves.",
	})
	return p
}

func datacenterFacts(a asked, dc inventory.Datacenter) []views.Fact {
	modified := a.moment(dc.Metadata.LastModifiedDate)
	place := dc.Location
	if known, ok := a.view.Location(dc.Location); ok && known.Name != "" {
		place += ", " + known.Name
	}
	facts := []views.Fact{
		{Label: "Location", Text: place},
		{Label: "Volumes", Text: strconv.Itoa(len(a.view.VolumesOf(dc.ID))) + ", " + views.GB(gbOf(a.view.VolumesOf(dc.ID)))},
		{Label: "Servers", Text: strconv.Itoa(len(a.view.ServersOf(dc.ID))), Href: datacenterHref(dc.ID) + "?" + groupKey + "=" + inventory.LevelServer},
		{Label: "Changes in progress", Text: strconv.Itoa(len(a.view.OpenRequests(dc.ID)))},
		{Label: "Changed", When: &modified},
		{Label: "Id", Text: dc.ID, Copy: true},
	}
	return slices.Insert(facts, 2, a.costFact("Cost of its snapshots", a.view.CostOfDatacenter(dc.ID))...)
}

func datacenterOptions(v *inventory.View) []views.Option {
	options := make([]views.Option, 0, len(v.Datacenters))
	for _, dc := range v.Datacenters {
		options = append(options, views.Option{Value: dc.ID, Text: named(dc.Name, dc.ID)})
	}
	return options
}

// crumbsOf leads from the location to the data center to the volume.
func crumbsOf(a asked, dc *inventory.Datacenter, vol *inventory.Volume) []views.Link {
	crumbs := []views.Link{{Text: "Data centers", Href: "/datacenters"}}
	if dc == nil {
		return crumbs
	}
	crumbs = append(crumbs, views.Link{Text: dc.Location, Href: "/datacenters?location=" + queryEscape(dc.Location)})
	if vol == nil {
		return append(crumbs, views.Link{Text: named(dc.Name, dc.ID)})
	}
	return append(crumbs, views.Link{Text: named(dc.Name, dc.ID), Href: datacenterHref(dc.ID)}, views.Link{Text: named(vol.Name, vol.ID)})
}

// notFound says that a thing is not there, or that it has not been read yet.
func notFound(a asked, what, list, href string) error {
	if !a.view.Loading.Complete {
		return unread{what}
	}
	return gone{what, list, href}
}
