package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumeGroups are the ways in which volumes of all data centers can be grouped.
func volumeGroups() []views.Option {
	return []views.Option{
		{Value: inventory.LevelLocation, Text: "By location"},
		{Value: inventory.LevelDatacenter, Text: "By location and data center"},
		{Value: inventory.LevelServer, Text: "By location, data center and server"},
	}
}

// datacenterGroups are the ways in which the volumes of one data center can be grouped.
func datacenterGroups() []views.Option {
	return []views.Option{{Value: inventory.LevelServer, Text: "By server"}}
}

// snapshotGroups are the ways in which snapshots can be grouped.
func snapshotGroups() []views.Option {
	return []views.Option{
		{Value: inventory.LevelLocation, Text: "By location"},
		{Value: inventory.LevelSource, Text: "By location and source volume"},
	}
}

// ungroup takes the grouping out of an address that leads to one group of its innermost level.
func (g grouping) ungroup(level string) []string {
	if g.by == level {
		return []string{groupKey, "", collapsedKey, ""}
	}
	return nil
}

func volumeGroupHeader(req pageRequest, by grouping) func(path []*inventory.Group[inventory.Volume]) groupHeader {
	return func(path []*inventory.Group[inventory.Volume]) groupHeader {
		g := path[len(path)-1]
		h := groupHeader{name: displayName(g.Name, g.Key), filters: by.ungroup(g.Level)}
		switch {
		case g.Level == inventory.LevelLocation:
			place, _ := req.view.Location(g.Key)
			h.note, h.filters = place.Name, append(h.filters, "location", g.Key)
		case g.Level == inventory.LevelDatacenter:
			h.note, h.filters = "data center", append(h.filters, "dc", g.Key, "location", "")
		case g.Key != "":
			h.note, h.filters = "server", append(h.filters, "server", g.Key)
		default:
			h.name, h.filters = "Not attached", append(h.filters, "attached", "no")
			if len(path) > 1 {
				h.filters = append(h.filters, "dc", path[len(path)-2].Key, "location", "")
			}
		}
		return h
	}
}

func snapshotGroupHeader(req pageRequest, by grouping) func(path []*inventory.Group[inventory.Snapshot]) groupHeader {
	return func(path []*inventory.Group[inventory.Snapshot]) groupHeader {
		g := path[len(path)-1]
		h := groupHeader{name: displayName(g.Name, g.Key), filters: by.ungroup(g.Level)}
		_, exists := req.view.Volume(g.Key)
		switch {
		case g.Level == inventory.LevelLocation:
			place, _ := req.view.Location(g.Key)
			h.note, h.filters = place.Name, append(h.filters, "location", g.Key)
		case g.Key == "":
			h.name, h.filters = "Source unknown", append(h.filters, "source", "unknown")
		case exists:
			h.note, h.filters = "volume", append(h.filters, "vol", g.Key)
		default:
			h.name, h.filters = "deleted volume "+shortID(g.Key), append(h.filters, "vol", g.Key)
		}
		return h
	}
}
