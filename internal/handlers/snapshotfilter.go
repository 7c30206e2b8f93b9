package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// snapshotFilters are the parameters that narrow the list of snapshots.
func snapshotFilters() []string {
	return []string{"location", "state", "source", "dc", "vol", "age", "min", "max", "licence", "by", "maker", "label", "kept"}
}

// snapshotQuery is what the address of the list of snapshots asks for. What it cannot be taken
// to mean is left out of the address.
func (s *Server) snapshotQuery(a asked, l *listing) inventory.SnapshotQuery {
	return inventory.SnapshotQuery{
		Text: l.Text, Location: l.word("location"), State: l.word("state"), Source: l.oneOf("source", "the source", sourceOptions()),
		DatacenterID: l.word("dc"), VolumeID: l.word("vol"), Size: l.sizes(), Licence: l.word("licence"), CreatedBy: l.word("by"),
		Maker:   inventory.Maker(l.oneOf("maker", "the maker", makerOptions())),
		Created: spanOf(l.oneOf("age", "the age", ageOptions()), a.now), Label: l.label(),
		Among: s.keptAmong(a, l.oneOf("kept", "the protection", keptOptions())), Order: l.Order, Window: l.window(),
	}
}

// snapshotsFilter is the form above the snapshots of the contract.
func (s *Server) snapshotsFilter(a asked, l listing) views.Filter {
	all := a.view.SnapshotValues()
	inputs := append(l.sizeInputs(), l.input("text", "label", "Label", "key=value"))
	if id := l.word("vol"); id != "" {
		only := l.input("hidden", "vol", "Source volume", "")
		only.Shown = thingName(a, "volume", id)
		inputs = append(inputs, only)
	}
	return l.folded("Name, id, description or source", []views.Select{
		l.open("location", "Location", optionsOf(all.Locations)),
		l.open("state", "State", optionsOf(all.States)),
		l.choice("source", "Source", sourceOptions()),
		l.open("dc", "From data center", datacenterOptions(a.view)),
		l.choice("age", "Age", ageOptions()),
	}, []views.Select{l.choice("kept", "Protection", keptOptions()), l.choice("maker", "Made by", makerOptions()), l.open("licence", "Licence type", optionsOf(all.Licences)), l.open("by", "Created by", optionsOf(all.Makers))}, inputs...)
}

func keptOptions() []views.Option {
	return []views.Option{{Value: "locked", Text: "Locked"}, {Value: "planned", Text: "Deletion planned"}}
}

// keptAmong are the snapshots that are locked, or whose deletion has not ended; nil for any
// other choice.
func (s *Server) keptAmong(a asked, choice string) *inventory.IDs {
	var ids []string
	switch choice {
	case "locked":
		for i := range a.view.Snapshots {
			id := a.view.Snapshots[i].ID
			if _, locked := s.Board.Lock(id, a.view.LabelsOf(id), a.now); locked {
				ids = append(ids, id)
			}
		}
	case "planned":
		for _, op := range s.Board.Deletions() {
			ids = append(ids, op.SnapshotID)
		}
	default:
		return nil
	}
	return inventory.NewIDs(ids...)
}
