package handlers

import (
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// snapshotFilters are the parameters that narrow the list of snapshots.
func snapshotFilters() []string {
	return []string{"location", "state", "source", "dc", "vol", "age", "min", "max", "licence", "by", "maker", "label"}
}

// snapshotQuery is what the address of the list of snapshots asks for. What it cannot be taken
// to mean is left out of the address.
func snapshotQuery(l *listing, now time.Time) inventory.SnapshotQuery {
	return inventory.SnapshotQuery{
		Text: l.Text, Location: l.word("location"), State: l.word("state"), Source: l.oneOf("source", "the source", sourceOptions()),
		DatacenterID: l.word("dc"), VolumeID: l.word("vol"), Size: l.sizes(), Licence: l.word("licence"), CreatedBy: l.word("by"),
		Maker:   inventory.Maker(l.oneOf("maker", "the maker", makerOptions())),
		Created: spanOf(l.oneOf("age", "the age", ageOptions()), now), Label: l.label(), Order: l.Order, Window: l.window(),
	}
}

// snapshotsFilter is the form above the snapshots of the contract.
func snapshotsFilter(a asked, l listing) views.Filter {
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
	}, []views.Select{l.choice("maker", "Made by", makerOptions()), l.open("licence", "Licence type", optionsOf(all.Licences)), l.open("by", "Created by", optionsOf(all.Makers))}, inputs...)
}
