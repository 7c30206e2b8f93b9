package volumelist

import (
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// Groups are the ways in which volumes of all data centers can be grouped.
func Groups() []views.Option {
	return []views.Option{
		{Value: inventory.LevelLocation, Text: "By location"},
		{Value: inventory.LevelDatacenter, Text: "By location and data center"},
		{Value: inventory.LevelServer, Text: "By location, data center and server"},
	}
}

// DatacenterGroups are the ways in which the volumes of one data center can be grouped.
func DatacenterGroups() []views.Option {
	return []views.Option{{Value: inventory.LevelServer, Text: "By server"}}
}

// GroupHeader makes the heads of the groups of volumes.
func GroupHeader(req web.Request, by table.Grouping) func(path []*inventory.Group[inventory.Volume]) table.GroupHeader {
	return func(path []*inventory.Group[inventory.Volume]) table.GroupHeader {
		g := path[len(path)-1]
		h := table.GroupHeader{Name: texts.DisplayName(g.Name, g.Key), Filters: by.Ungroup(g.Level)}
		switch {
		case g.Level == inventory.LevelLocation:
			place, _ := req.View.Location(g.Key)
			h.Note, h.Filters = place.Name, append(h.Filters, "location", g.Key)
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
