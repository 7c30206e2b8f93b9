package snapshotlist

import (
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// FilterKeys returns the parameters that narrow the list of snapshots.
func FilterKeys() []string {
	return []string{"location", "state", "source", "dc", "vol", "age", "min", "max", "licence", "by", "maker", "label", "kept"}
}

// Query returns the query that the address of the list of snapshots requests, and removes meaningless parameters from
// it.
func (s *List) Query(req web.Request, q *table.Query) inventory.SnapshotQuery {
	q.RankMatches()
	return inventory.SnapshotQuery{
		Text: q.Text, Location: q.Param("location"), State: q.Param("state"), Source: q.OptionParam("source", "the source", table.SourceOptions()),
		DatacenterID: q.Param("dc"), VolumeID: q.Param("vol"), Size: q.SizeRange(), Licence: q.Param("licence"), CreatedBy: q.Param("by"),
		Creator: inventory.Creator(q.OptionParam("maker", "the maker", sourceview.CreatorOptions())),
		Created: table.AgeRange(q.OptionParam("age", "the age", table.AgeOptions()), req.Now), Label: q.LabelQuery(),
		IDs: s.protectedIDs(req, q.OptionParam("kept", "the protection", protectionOptions())), Order: q.Order, Paging: q.Window(),
	}
}

// Filter returns the form above the contract's snapshots.
func (s *List) Filter(req web.Request, q table.Query) ui.Filter {
	all := req.View.SnapshotValues()
	inputs := append(q.SizeInputs(), q.Input("text", "label", "Label", "key=value"))
	if id := q.Param("vol"); id != "" {
		only := q.Input("hidden", "vol", "Source volume", "")
		only.Display = resource.Name(req, "volume", id)
		inputs = append(inputs, only)
	}
	return q.CollapsibleFilter("Name, id, description or source", []ui.Select{
		q.OpenSelect("location", "Location", table.OptionsOf(all.Locations)),
		q.OpenSelect("state", "State", table.OptionsOf(all.States)),
		q.SelectField("source", "Source", table.SourceOptions()),
		q.OpenSelect("dc", "From data center", resource.DatacenterOptions(req.View)),
		q.SelectField("age", "Age", table.AgeOptions()),
	}, []ui.Select{q.SelectField("kept", "Protection", protectionOptions()), q.SelectField("maker", "Created with", sourceview.CreatorOptions()), q.OpenSelect("licence", "Licence type", table.OptionsOf(all.Licences)), q.OpenSelect("by", "Created by", table.OptionsOf(all.Creators))}, inputs...)
}

func protectionOptions() []ui.Option {
	return []ui.Option{{Value: "locked", Text: "Locked"}, {Value: "planned", Text: "Deletion planned"}}
}

// protectedIDs returns the snapshots that are locked or being deleted; nil for any other choice.
func (s *List) protectedIDs(req web.Request, choice string) *inventory.IDs {
	var ids []string
	switch choice {
	case "locked":
		for i := range req.View.Snapshots {
			id := req.View.Snapshots[i].ID
			if _, locked := s.Operations.Lock(id, req.View.LabelsOf(id), req.Now); locked {
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
