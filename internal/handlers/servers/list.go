package servers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/auth"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// servers lists the contract's servers, those with the worst protected volumes first.
func (s *Handlers) servers(ctx context.Context, req web.Request) (web.Page, error) {
	report := req.Report()
	all := serverColumns()
	q := table.ParseQuery(req.URL, table.SortKeys(all), inventory.Order{By: inventory.ByRank})
	q.RankMatches()
	columns := table.VisibleColumns(&q, all)
	headers := table.SortableHeaders(q, columns)
	found := req.View.FindServers(inventory.ServerQuery{
		Text: q.Text, Location: q.Param("location"), DatacenterID: q.Param("dc"), Type: q.Param("type"),
		Power: q.OptionParam("power", "the power state", powerOptions()), Attached: q.OptionParam("attached", "the attached volumes", hasVolumesOptions()),
		Ranks: serverRanks(req.View, report), Order: q.Order, Paging: q.Window(),
	})
	p := views.Servers{
		Filter: q.Filter("Name, id or data center",
			q.OpenSelect("location", "Location", table.DistinctOptions(req.View.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
			q.OpenSelect("dc", "Data center", resource.DatacenterOptions(req.View)),
			q.OpenSelect("type", "Type", table.DistinctOptions(req.View.Servers, func(x inventory.Server) string { return x.Type })),
			q.SelectField("power", "Power", powerOptions()),
			q.SelectField("attached", "Volumes", hasVolumesOptions())),
		List: q.Table("Servers", headers, len(found.Items), found.Total, quantity.Total{GB: found.TotalGB}, [2]string{"server", "servers"}),
	}
	p.List.Chooser = table.ColumnChooser(q, all, columns)
	p.List.Empty = q.EmptyState(req, inventory.ResourceDatacenters, "servers", []string{"location", "dc", "type", "power", "attached"}, ui.Empty{
		Title: "No servers", Text: "The contract has no servers, or the credentials may not see them.",
	})
	p.Rows = table.RowsOf(ctx, req, p.List.Columns, columns, found.Items, func(x *inventory.Server) string { return x.ID })
	return web.Page{
		Title: "Servers", Nav: "servers",
		Body: func(sh views.PageLayout) templ.Component { return views.ServersPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "list", HTML: ui.ListTable("list", p.List, p.Rows), Rows: table.RowFragments(p.List.Columns, p.Rows)},
			{ID: "columns", HTML: ui.ColumnChooser(p.List)},
			{ID: "chips", HTML: ui.Chips(p.Filter)},
			{ID: "filter-display", HTML: ui.FilterDisplay(p.Filter)},
		},
	}, nil
}

func powerOptions() []ui.Option {
	return []ui.Option{{Value: "on", Text: "On"}, {Value: "off", Text: "Off"}}
}

func hasVolumesOptions() []ui.Option {
	return []ui.Option{{Value: "yes", Text: "With volumes"}, {Value: "no", Text: "Without volumes"}}
}

// serverColumns returns the columns of the list of servers; see table.Column for how to add one.
func serverColumns() []table.Column[inventory.Server] {
	return []table.Column[inventory.Server]{
		{Key: "name", Label: "Server", Class: "main", Sort: "name", Fixed: true, Cell: serverListName},
		{Key: "id", Label: "Id", InlineLabel: "Id", Optional: true, Cell: func(_ web.Request, x *inventory.Server) ui.Cell { return table.CodeCell(x.ID) }},
		{Key: "protection", Label: "Protection", Sort: inventory.ByRank, Cell: serverProtection},
		{Key: "datacenter", Label: "Data center", Sort: "datacenter", Drop: 2, Cell: serverDatacenter},
		{Key: "type", Label: "Type", Sort: "type", Optional: true, Cell: func(_ web.Request, x *inventory.Server) ui.Cell { return table.TextCell(x.Type) }},
		{Key: "volumes", Label: "Volumes", Class: "num wide", InlineLabel: "Volumes", Sort: "volumes", Cell: func(_ web.Request, x *inventory.Server) ui.Cell { return table.CountCell(len(x.VolumeIDs)) }},
		{Key: "size", Label: "Size", Class: "num", Sort: "size", Cell: func(req web.Request, x *inventory.Server) ui.Cell { return table.SizeCell(req.View.VolumeGBOf(x)) }},
		{Key: "set", Label: "Newest complete set", InlineLabel: "Complete set", Cell: serverNewestSet},
		{Key: "action", Label: "Action", Class: "act", Fixed: true, Right: auth.RightOperate, Cell: serverAction},
	}
}

func serverListName(_ web.Request, x *inventory.Server) ui.Cell {
	link := resource.ServerLink(*x)
	c := ui.Cell{Text: link.Text, Href: link.Href}
	if p := texts.UnusualPill(texts.StatePill(x.Metadata.State)); p.Label != "" {
		c.Pills = append(c.Pills, p)
	}
	if p := texts.UnusualPill(texts.VMPill(*x)); p.Label != "" {
		c.Pills = append(c.Pills, p)
	}
	return c
}

func serverDatacenter(req web.Request, x *inventory.Server) ui.Cell {
	dc, _ := req.View.Datacenter(x.DatacenterID)
	return ui.Cell{Text: texts.DisplayName(dc.Name, dc.ID), Href: paths.DatacenterHref(dc.ID), Note: dc.Location}
}

// worstVolume returns the worst protected volume of a server and how many volumes share its state; ok is false when
// nothing is known.
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

// severity returns the position of a state among all, the worst first.
func severity(s coverage.State) int { return slices.Index(coverage.States(), s) }

// serverProtection returns the cell of the worst protected volume.
func serverProtection(req web.Request, x *inventory.Server) ui.Cell {
	worst, count, ok := worstVolume(req.Report(), x.VolumeIDs)
	if !ok {
		return ui.Cell{Text: "–", Muted: true}
	}
	for _, id := range x.VolumeIDs {
		if vol, known := req.Report().Of(id); known && !vol.Due.IsZero() {
			req.Expiry.Limit(vol.Due)
		}
	}
	p := volumelist.ProtectionOf(req, worst)
	if count < len(x.VolumeIDs) {
		p.Detail = fmt.Sprintf("%d of %d volumes", count, len(x.VolumeIDs))
	}
	return ui.Cell{Drawing: &p}
}

// serverNewestSet returns the cell of the newest good set of a server's volumes.
func serverNewestSet(req web.Request, x *inventory.Server) ui.Cell {
	if len(x.VolumeIDs) == 0 {
		return ui.Cell{Text: "–", Muted: true}
	}
	if len(x.VolumeIDs) == 1 {
		if last := req.View.LastSnapshotAt(x.VolumeIDs[0]); !last.IsZero() {
			return table.WhenCell(req, last)
		}
		return ui.Cell{Text: "none", Muted: true}
	}
	for _, set := range operation.SetsOf(req.View, x.VolumeIDs, nil) {
		if set.CountAvailable() == len(x.VolumeIDs) {
			c := table.WhenCell(req, set.TakenAt())
			c.Href = paths.ServerHref(x.DatacenterID, x.ID) + "#sets-title"
			return c
		}
	}
	return ui.Cell{Text: "none", Muted: true}
}

func serverAction(_ web.Request, x *inventory.Server) ui.Cell {
	if len(x.VolumeIDs) == 0 {
		return ui.Cell{}
	}
	link := resource.AllVolumesLink(x.ID, x.Name)
	return ui.Cell{Actions: &ui.RowActions{
		Subject: texts.DisplayName(x.Name, x.ID), Glyph: "plus",
		Primary: &ui.Button{Text: "Create snapshots", Href: link.Href, Label: link.Text, Create: true},
		Menu:    []ui.MenuItem{{Text: link.Text + "…", Href: link.Href}, {Text: "Sets of snapshots", Href: paths.ServerHref(x.DatacenterID, x.ID) + "#sets-title"}},
	}}
}

// serverRanks orders servers by their worst protected volumes, those without volumes last.
func serverRanks(v *inventory.View, report *coverage.Report) *inventory.Ranks {
	type ranked struct {
		id, name string
		severity int
	}
	all := make([]ranked, 0, len(v.Servers))
	for i := range v.Servers {
		server := &v.Servers[i]
		r := ranked{server.ID, strings.ToLower(server.Name), len(coverage.States())}
		if worst, _, ok := worstVolume(report, server.VolumeIDs); ok {
			r.severity = severity(worst.State)
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.severity, b.severity), strings.Compare(a.name, b.name))
	})
	ids := make([]string, len(all))
	for i := range all {
		ids[i] = all[i].id
	}
	return inventory.NewRanks(ids...)
}
