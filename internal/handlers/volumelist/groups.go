package volumelist

import (
	"strings"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Groups returns the groupings for the volumes of all data centers.
func Groups() []ui.Option {
	return []ui.Option{
		{Value: inventory.LevelLocation, Text: "By location"},
		{Value: inventory.LevelDatacenter, Text: "By location and data center"},
		{Value: inventory.LevelServer, Text: "By location, data center and server"},
	}
}

// DatacenterGroups returns the groupings for the volumes of one data center.
func DatacenterGroups() []ui.Option {
	return []ui.Option{{Value: inventory.LevelServer, Text: "By server"}}
}

// groupCoverage returns how many volumes of a group are in each state of protection, the worst first.
func groupCoverage(req web.Request, g *inventory.Group[inventory.Volume]) []views.GroupCoverage {
	report := req.Report()
	if !report.Complete {
		return nil
	}
	counts := map[coverage.State]int{}
	countStates(report, g, counts)
	var found []views.GroupCoverage
	for _, state := range coverage.States() {
		if n := counts[state]; n > 0 {
			found = append(found, views.GroupCoverage{State: string(state), Text: quantity.Count(n) + " " + strings.ToLower(state.Name())})
		}
	}
	return found
}

func countStates(report *coverage.Report, g *inventory.Group[inventory.Volume], counts map[coverage.State]int) {
	for _, vol := range g.Items {
		if v, known := report.Of(vol.ID); known {
			counts[v.State]++
		}
	}
	for i := range g.Subgroups {
		countStates(report, &g.Subgroups[i], counts)
	}
}

// GroupHeader returns the function that builds the headers of groups of volumes.
func GroupHeader(req web.Request, by table.Grouping) func(path []*inventory.Group[inventory.Volume]) table.GroupHeader {
	return func(path []*inventory.Group[inventory.Volume]) table.GroupHeader {
		g := path[len(path)-1]
		h := table.GroupHeader{Name: texts.DisplayName(g.Name, g.Key), Filters: by.Ungroup(g.Level), Details: views.GroupStates(groupCoverage(req, g))}
		switch {
		case g.Level == inventory.LevelLocation:
			location, _ := req.View.Location(g.Key)
			h.Note, h.Filters = location.Name, append(h.Filters, "location", g.Key)
		case g.Level == inventory.LevelDatacenter:
			h.Note, h.Filters = "data center", append(h.Filters, "dc", g.Key, "location", "")
		case g.Key != "":
			h.Note, h.Filters = "server", append(h.Filters, "server", g.Key)
		default:
			h.Name, h.Filters = "Not attached", append(h.Filters, "attached", "no")
			if len(path) > 1 {
				h.Filters = append(h.Filters, "dc", path[len(path)-2].Key, "location", "")
			}
		}
		return h
	}
}
