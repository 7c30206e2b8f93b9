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
func (s *Server) snapshotQuery(req pageRequest, q *tableQuery) inventory.SnapshotQuery {
	q.rankMatches()
	return inventory.SnapshotQuery{
		Text: q.Text, Location: q.param("location"), State: q.param("state"), Source: q.optionParam("source", "the source", sourceOptions()),
		DatacenterID: q.param("dc"), VolumeID: q.param("vol"), Size: q.sizeRange(), Licence: q.param("licence"), CreatedBy: q.param("by"),
		Creator: inventory.Creator(q.optionParam("maker", "the maker", creatorOptions())),
		Created: ageRange(q.optionParam("age", "the age", ageOptions()), req.now), Label: q.labelQuery(),
		IDs: s.protectedIDs(req, q.optionParam("kept", "the protection", protectionOptions())), Order: q.Order, Window: q.window(),
	}
}

// snapshotsFilter is the form above the snapshots of the contract.
func (s *Server) snapshotsFilter(req pageRequest, q tableQuery) views.Filter {
	all := req.view.SnapshotValues()
	inputs := append(q.sizeInputs(), q.input("text", "label", "Label", "key=value"))
	if id := q.param("vol"); id != "" {
		only := q.input("hidden", "vol", "Source volume", "")
		only.Display = resourceName(req, "volume", id)
		inputs = append(inputs, only)
	}
	return q.collapsibleFilter("Name, id, description or source", []views.Select{
		q.openSelect("location", "Location", optionsOf(all.Locations)),
		q.openSelect("state", "State", optionsOf(all.States)),
		q.selectField("source", "Source", sourceOptions()),
		q.openSelect("dc", "From data center", datacenterOptions(req.view)),
		q.selectField("age", "Age", ageOptions()),
	}, []views.Select{q.selectField("kept", "Protection", protectionOptions()), q.selectField("maker", "Made by", creatorOptions()), q.openSelect("licence", "Licence type", optionsOf(all.Licences)), q.openSelect("by", "Created by", optionsOf(all.Creators))}, inputs...)
}

func protectionOptions() []views.Option {
	return []views.Option{{Value: "locked", Text: "Locked"}, {Value: "planned", Text: "Deletion planned"}}
}

// protectedIDs are the snapshots that are locked, or whose deletion has not ended; nil for any
// other choice.
func (s *Server) protectedIDs(req pageRequest, choice string) *inventory.IDs {
	var ids []string
	switch choice {
	case "locked":
		for i := range req.view.Snapshots {
			id := req.view.Snapshots[i].ID
			if _, locked := s.Operations.Lock(id, req.view.LabelsOf(id), req.now); locked {
				ids = append(ids, id)
			}
		}
	case "planned":
		for _, op := range s.Operations.Deletions() {
			ids = append(ids, op.SnapshotID)
		}
	default:
		return nil
	}
	return inventory.NewIDs(ids...)
}
