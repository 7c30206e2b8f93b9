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

// insideGroups are the ways in which the volumes of one data center can be grouped.
func insideGroups() []views.Option {
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
		return []string{groupKey, "", foldKey, ""}
	}
	return nil
}

func volumeHead(a asked, by grouping) func(path []*inventory.Group[inventory.Volume]) groupHead {
	return func(path []*inventory.Group[inventory.Volume]) groupHead {
		g := path[len(path)-1]
		h := groupHead{name: named(g.Name, g.Key), narrow: by.ungroup(g.Level)}
		switch {
		case g.Level == inventory.LevelLocation:
			place, _ := a.view.Location(g.Key)
			h.note, h.narrow = place.Name, append(h.narrow, "location", g.Key)
		case g.Level == inventory.LevelDatacenter:
			h.note, h.narrow = "data center", append(h.narrow, "dc", g.Key, "location", "")
		case g.Key != "":
			h.note, h.narrow = "server", append(h.narrow, "server", g.Key)
		default:
			h.name, h.narrow = "Not attached", append(h.narrow, "attached", "no")
			if len(path) > 1 {
				h.narrow = append(h.narrow, "dc", path[len(path)-2].Key, "location", "")
			}
		}
		return h
	}
}

func snapshotHead(a asked, by grouping) func(path []*inventory.Group[inventory.Snapshot]) groupHead {
	return func(path []*inventory.Group[inventory.Snapshot]) groupHead {
		g := path[len(path)-1]
		h := groupHead{name: named(g.Name, g.Key), narrow: by.ungroup(g.Level)}
		_, there := a.view.Volume(g.Key)
		switch {
		case g.Level == inventory.LevelLocation:
			place, _ := a.view.Location(g.Key)
			h.note, h.narrow = place.Name, append(h.narrow, "location", g.Key)
		case g.Key == "":
			h.name, h.narrow = "Source unknown", append(h.narrow, "source", "unknown")
		case there:
			h.note, h.narrow = "volume", append(h.narrow, "vol", g.Key)
		default:
			h.name, h.narrow = "deleted volume "+shortID(g.Key), append(h.narrow, "vol", g.Key)
		}
		return h
	}
}
