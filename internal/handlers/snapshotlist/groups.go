package snapshotlist

import (
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// Groups returns the groupings of snapshots.
func Groups() []ui.Option {
	return []ui.Option{
		{Value: inventory.LevelLocation, Text: "By location"},
		{Value: inventory.LevelSource, Text: "By location and source volume"},
	}
}

// GroupHeader returns the function that builds the headers of groups of snapshots.
func GroupHeader(req web.Request, by table.Grouping) func(path []*inventory.Group[inventory.Snapshot]) table.GroupHeader {
	return func(path []*inventory.Group[inventory.Snapshot]) table.GroupHeader {
		g := path[len(path)-1]
		h := table.GroupHeader{Name: texts.DisplayName(g.Name, g.Key), Filters: by.Ungroup(g.Level)}
		_, exists := req.View.Volume(g.Key)
		switch {
		case g.Level == inventory.LevelLocation:
			location, _ := req.View.Location(g.Key)
			h.Note, h.Filters = location.Name, append(h.Filters, "location", g.Key)
		case g.Key == "":
			h.Name, h.Filters = "Source likely or unknown", append(h.Filters, "source", "unknown")
		case exists:
			h.Note, h.Filters = "volume", append(h.Filters, "vol", g.Key)
		default:
			h.Name, h.Filters = "deleted volume "+texts.ShortID(g.Key), append(h.Filters, "vol", g.Key)
		}
		return h
	}
}
