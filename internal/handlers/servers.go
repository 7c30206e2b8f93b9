package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// serversPath is the list of servers.
const serversPath = "/servers"

// servers lists the servers of the contract, those with the worst protected volumes first.
func (s *Server) servers(req pageRequest) (page, error) {
	report := req.report()
	all := serverColumns()
	q := parseTableQuery(req.url, sortKeys(all), inventory.Order{By: inventory.ByRank})
	q.rankMatches()
	columns := visibleColumns(&q, all)
	headers := sortableHeaders(q, columns)
	found := req.view.FindServers(inventory.ServerQuery{
		Text: q.Text, Location: q.param("location"), DatacenterID: q.param("dc"), Type: q.param("type"),
		Power: q.optionParam("power", "the power state", powerOptions()), Attached: q.optionParam("attached", "what is attached", hasVolumesOptions()),
		Ranks: serverRanks(req.view, report), Order: q.Order, Paging: q.window(),
	})
	p := views.Servers{
		Filter: q.filter("Name, id or data center",
			q.openSelect("location", "Location", distinctOptions(req.view.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
			q.openSelect("dc", "Data center", datacenterOptions(req.view)),
			q.openSelect("type", "Type", distinctOptions(req.view.Servers, func(x inventory.Server) string { return x.Type })),
			q.selectField("power", "Power", powerOptions()),
			q.selectField("attached", "Volumes", hasVolumesOptions())),
		List: q.table("Servers", headers, len(found.Items), found.Total, found.TotalGB, [2]string{"server", "servers"}),
	}
	p.List.Chooser = columnChooser(q, all, columns)
	p.List.Empty = q.emptyState(req, inventory.ResourceDatacenters, "servers", []string{"location", "dc", "type", "power", "attached"}, views.Empty{
		Title: "No servers", Text: "The contract has no servers, or the credentials may not see them.",
	})
	p.Rows = rowsOf(req, p.List.Columns, columns, found.Items, func(x *inventory.Server) string { return x.ID })
	return page{
		title: "Servers", nav: "servers",
		body: func(sh views.PageLayout) templ.Component { return views.ServersPage(sh, p) },
		fragments: []fragment{
			{id: "list", html: views.ServersList(p), rows: rowFragments(p.List.Columns, p.Rows)},
			{id: "columns", html: views.ColumnChooser(p.List)},
			{id: "chips", html: views.Chips(p.Filter)},
		},
	}, nil
}

func powerOptions() []views.Option {
	return []views.Option{{Value: "on", Text: "On"}, {Value: "off", Text: "Off"}}
}

func hasVolumesOptions() []views.Option {
	return []views.Option{{Value: "yes", Text: "With volumes"}, {Value: "no", Text: "Without volumes"}}
}

// serverColumns are the columns of the list of servers. See column for how to add one.
func serverColumns() []column[inventory.Server] {
	return []column[inventory.Server]{
		{key: "name", label: "Server", class: "main", sort: "name", fixed: true, cell: serverListName},
		{key: "id", label: "Id", inlineLabel: "Id", optional: true, cell: func(_ pageRequest, x *inventory.Server) views.Cell { return codeCell(x.ID) }},
		{key: "protection", label: "Protection", sort: inventory.ByRank, cell: serverProtection},
		{key: "datacenter", label: "Data center", sort: "datacenter", cell: serverDatacenter},
		{key: "type", label: "Type", sort: "type", optional: true, cell: func(_ pageRequest, x *inventory.Server) views.Cell { return textCell(x.Type) }},
		{key: "volumes", label: "Volumes", class: "num", inlineLabel: "Volumes", sort: "volumes", cell: func(_ pageRequest, x *inventory.Server) views.Cell { return countCell(len(x.VolumeIDs)) }},
		{key: "size", label: "Size", class: "num", sort: "size", cell: func(req pageRequest, x *inventory.Server) views.Cell { return sizeCell(req.view.VolumeGBOf(x)) }},
		{key: "set", label: "Newest whole set", inlineLabel: "Whole set", cell: serverNewestSet},
		{key: "action", label: "Action", class: "act", fixed: true, cell: serverAction},
	}
}

func serverListName(_ pageRequest, x *inventory.Server) views.Cell {
	link := serverLink(*x)
	c := views.Cell{Text: link.Text, Href: link.Href}
	if p := unusualPill(statePill(x.Metadata.State)); p.Label != "" {
		c.Pills = append(c.Pills, p)
	}
	if p := unusualPill(vmPill(*x)); p.Label != "" {
		c.Pills = append(c.Pills, p)
	}
	return c
}

func serverDatacenter(req pageRequest, x *inventory.Server) views.Cell {
	dc, _ := req.view.Datacenter(x.DatacenterID)
	return views.Cell{Text: displayName(dc.Name, dc.ID), Href: datacenterHref(dc.ID), Note: dc.Location}
}

// worstVolume is the worst protected volume of a server, and how many volumes are in its state; ok is false when
// nothing can be said.
func worstVolume(report *coverage.Report, volumeIDs []string) (worst coverage.Volume, count int, ok bool) {
	for _, id := range volumeIDs {
		vol, known := report.Of(id)
		switch {
		case !known:
		case !ok || severity(vol.State) < severity(worst.State):
			worst, count, ok = vol, 1, true
		case vol.State == worst.State:
			count++
		}
	}
	return worst, count, ok && report.Complete
}

// severity is the place of a state among all, the worst first.
func severity(s coverage.State) int { return slices.Index(coverage.States(), s) }

// serverProtection is how the worst protected volume of a server is protected.
func serverProtection(req pageRequest, x *inventory.Server) views.Cell {
	worst, count, ok := worstVolume(req.report(), x.VolumeIDs)
	if !ok {
		return views.Cell{Text: "–", Muted: true}
	}
	for _, id := range x.VolumeIDs {
		if vol, known := req.report().Of(id); known && !vol.Due.IsZero() {
			req.expiry.limit(vol.Due)
		}
	}
	p := protectionOf(req, worst)
	if count < len(x.VolumeIDs) {
		p.Detail = fmt.Sprintf("%d of %d volumes", count, len(x.VolumeIDs))
	}
	return views.Cell{Protection: &p}
}

// serverNewestSet is when the volumes of a server last had a good snapshot taken together.
func serverNewestSet(req pageRequest, x *inventory.Server) views.Cell {
	if len(x.VolumeIDs) == 0 {
		return views.Cell{Text: "–", Muted: true}
	}
	if len(x.VolumeIDs) == 1 {
		if last := req.view.LastSnapshotAt(x.VolumeIDs[0]); !last.IsZero() {
			return whenCell(req, last)
		}
		return views.Cell{Text: "none", Muted: true}
	}
	for _, set := range operation.SetsOf(req.view, x.VolumeIDs, nil) {
		if set.CountAvailable() == len(x.VolumeIDs) {
			c := whenCell(req, set.TakenAt())
			c.Href = serverHref(x.DatacenterID, x.ID) + "#sets-title"
			return c
		}
	}
	return views.Cell{Text: "none", Muted: true}
}

func serverAction(_ pageRequest, x *inventory.Server) views.Cell {
	if len(x.VolumeIDs) == 0 {
		return views.Cell{}
	}
	link := allVolumesLink(x.ID, x.Name)
	return views.Cell{Button: &views.Button{Text: "Create snapshots", Href: link.Href, Label: link.Text, Create: true}}
}

// serverRanks orders servers by their worst protected volumes, those without volumes last.
func serverRanks(v *inventory.View, report *coverage.Report) *inventory.Ranks {
	type ranked struct {
		id, name string
		place    int
	}
	all := make([]ranked, 0, len(v.Servers))
	for i := range v.Servers {
		server := &v.Servers[i]
		r := ranked{server.ID, strings.ToLower(server.Name), len(coverage.States())}
		if worst, _, ok := worstVolume(report, server.VolumeIDs); ok {
			r.place = severity(worst.State)
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.place, b.place), strings.Compare(a.name, b.name)) })
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	return inventory.NewRanks(ids...)
}
