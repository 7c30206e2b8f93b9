package handlers

import (
	"strconv"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

func volumeColumns(ofOneDatacenter bool) []column {
	columns := []column{{"", "Mark", "mark"}, {"name", "Name", ""}}
	if !ofOneDatacenter {
		columns = append(columns, column{"datacenter", "Data center", ""})
	}
	return append(columns,
		column{"state", "State", ""}, column{"type", "Type", ""}, column{"size", "Size", "num"}, column{"server", "Attached to", ""},
		column{"snapshot", "Last snapshot", ""}, column{"licence", "Licence type", ""}, column{"", "Action", "act"})
}

// volumes lists the volumes of all data centers.
func (s *Server) volumes(a asked) (page, error) {
	l := parseListing(a.url, volumeKeys(), inventory.Order{By: "name"})
	q := volumeQuery(&l, l.values.Get("dc"), a.now)
	p := s.volumesList(a, l, q, false)
	p.Filter = volumesFilter(a, l)
	p.Heading, p.Exports = "Volumes", exportsOf(l, "/volumes")
	shown := volumesPage("Volumes", "volumes", nil, p, s.volumeRows(p))
	shown.fragments = append(shown.fragments, fragment{id: "exports", html: views.Exports(p.Exports)})
	return shown, nil
}

// datacenter lists the volumes of one data center below its facts.
func (s *Server) datacenter(a asked) (page, error) {
	dc, ok := a.view.Datacenter(a.params["dc"])
	if !ok {
		return page{}, notFound(a, "Data center "+a.params["dc"], "All data centers", "/datacenters")
	}
	l := parseListing(a.url, append(keysOf(volumeColumns(true)), "modified"), inventory.Order{By: "name"})
	for _, elsewhere := range []string{"dc", "location"} {
		l.values.Del(elsewhere)
	}
	q := volumeQuery(&l, dc.ID, a.now)
	p := s.volumesList(a, l, q, true)
	p.Filter = insideFilter(a, l, a.view.VolumesOf(dc.ID))
	pill := statePill(dc.Metadata.State)
	p.Heading, p.Pill, p.Datacenter = named(dc.Name, dc.ID), &pill, true
	p.Facts = datacenterFacts(a, dc)
	shown := volumesPage(p.Heading+" · Data centers", "datacenters", crumbsOf(a, &dc, nil), p, s.volumeRows(p))
	shown.fragments = append(shown.fragments,
		fragment{id: "facts", html: views.VolumesFacts(p.Facts)},
		fragment{id: "state", html: views.StateOf(pill)})
	return shown, nil
}

func volumesPage(title, nav string, crumbs []views.Link, p views.Volumes, rows []fragment) page {
	return page{
		title: title, nav: nav, crumbs: crumbs,
		body: func(sh views.Shell) templ.Component { return views.VolumesPage(sh, p) },
		fragments: []fragment{
			{id: "list", html: views.VolumesList(p), rows: rows},
			{id: "selection", html: views.VolumesSelection(p)},
			{id: "chips", html: views.Chips(p.Filter)},
			{id: "filter-count", html: views.FilterCount(p.Filter)},
		},
	}
}

func (s *Server) volumesList(a asked, l listing, q inventory.VolumeQuery, ofOneDatacenter bool) views.Volumes {
	found := a.view.FindVolumes(q)
	p := views.Volumes{
		Address: l.link("page", ""),
		List:    l.list("Volumes", volumeColumns(ofOneDatacenter), len(found.Items), found.Total, found.TotalGB, [2]string{"volume", "volumes"}),
	}
	p.List.Empty = l.empty(a, inventory.InsideOf(q.DatacenterID), "volumes", volumeFilters(), views.Empty{
		Title: "No volumes", Text: "There is no volume here yet. Volumes that are made in the DCD, by Terraform or by other tools show here by themselves.",
	})
	for _, vol := range found.Items {
		p.Rows = append(p.Rows, s.volumeRow(a, vol, ofOneDatacenter))
	}
	return p
}

// volumeKeys are what a list of volumes can be sorted by.
func volumeKeys() []string { return append(keysOf(volumeColumns(false)), "location", "modified") }

func (s *Server) volumeRows(p views.Volumes) []fragment {
	rows := make([]fragment, 0, len(p.Rows))
	for _, r := range p.Rows {
		rows = append(rows, fragment{id: "row-" + r.ID, html: views.VolumeTableRow(r)})
	}
	return rows
}

func datacenterFacts(a asked, dc inventory.Datacenter) []views.Fact {
	modified := a.moment(dc.Metadata.LastModifiedDate)
	place := dc.Location
	if known, ok := a.view.Location(dc.Location); ok && known.Name != "" {
		place += ", " + known.Name
	}
	return []views.Fact{
		{Label: "Location", Text: place},
		{Label: "Volumes", Text: strconv.Itoa(len(a.view.VolumesOf(dc.ID))) + ", " + views.GB(gbOf(a.view.VolumesOf(dc.ID)))},
		{Label: "Servers", Text: strconv.Itoa(len(a.view.ServersOf(dc.ID)))},
		{Label: "Changes in progress", Text: strconv.Itoa(len(a.view.OpenRequests(dc.ID)))},
		{Label: "Changed", When: &modified},
		{Label: "Id", Text: dc.ID, Copy: true},
	}
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
