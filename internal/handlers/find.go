package handlers

import (
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// foundShown is how many things of a kind are offered.
const foundShown = 6

// find offers pages, data centers, volumes, snapshots and actions by what was typed.
func (s *Server) find(a asked) (page, error) {
	text := clip(strings.TrimSpace(a.url.Query().Get("q")), maxQuery)
	p := views.Find{Query: text, Groups: findIn(a, text)}
	return page{
		title: "Find", still: true,
		body:      func(sh views.Shell) templ.Component { return views.FindPage(sh, p) },
		fragments: []fragment{{id: "found", html: views.Found(p)}},
	}, nil
}

func findIn(a asked, text string) []views.FoundGroup {
	window := inventory.Window{Limit: foundShown}
	groups := []views.FoundGroup{{Name: "Pages", Items: findPages(text)}}
	if text == "" {
		return groups
	}
	l := listing{Text: text, Order: inventory.Order{By: "name"}}
	datacenters := views.FoundGroup{Name: "Data centers"}
	for _, dc := range matchDatacenters(a, l) {
		if len(datacenters.Items) < foundShown {
			datacenters.Items = append(datacenters.Items, views.FoundItem{Link: datacenterLink(a.view, dc.ID, ""), Detail: dc.Location, Pill: statePill(dc.Metadata.State)})
		}
	}
	volumes, actions := views.FoundGroup{Name: "Volumes"}, views.FoundGroup{Name: "Create a snapshot of"}
	for i, vol := range a.view.FindVolumes(inventory.VolumeQuery{Text: text, Order: l.Order, Window: window}).Items {
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		item := views.FoundItem{Link: volumeLink(a.view, vol.ID, ""), Detail: dc.Name + ", " + views.GB(vol.SizeGB), Pill: statePill(vol.Metadata.State)}
		volumes.Items = append(volumes.Items, item)
		if i < foundShown/2 {
			item.Link.Href = volumeHref(vol.DatacenterID, vol.ID) + "/create"
			actions.Items = append(actions.Items, item)
		}
	}
	snapshots := views.FoundGroup{Name: "Snapshots"}
	newest := inventory.Order{By: "created", Desc: true}
	for _, snap := range a.view.FindSnapshots(inventory.SnapshotQuery{Text: text, Order: newest, Window: window}).Items {
		snapshots.Items = append(snapshots.Items, views.FoundItem{
			Link: views.Link{Text: named(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}, Detail: a.moment(snap.Metadata.CreatedDate).Ago, Pill: snapshotPill(snap.Metadata.State),
		})
	}
	return append(groups, datacenters, volumes, snapshots, actions)
}

func findPages(text string) []views.FoundItem {
	var items []views.FoundItem
	for _, l := range []views.Link{
		{Text: "Overview", Href: "/"}, {Text: "Data centers", Href: "/datacenters"}, {Text: "Volumes", Href: "/volumes"},
		{Text: "Snapshots", Href: "/snapshots"}, {Text: "Operations", Href: "/operations"}, {Text: "Audit trail", Href: auditPath},
		{Text: "Volumes without a server", Href: "/volumes?attached=no"}, {Text: "Snapshots of unknown source", Href: "/snapshots?source=unknown"},
		{Text: "Failed operations", Href: "/operations?outcome=failed"},
	} {
		if strings.Contains(strings.ToLower(l.Text), strings.ToLower(text)) {
			items = append(items, views.FoundItem{Link: l})
		}
	}
	return items
}
