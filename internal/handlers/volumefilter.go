package handlers

import (
	"time"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumeFilters are the parameters that narrow a list of volumes.
func volumeFilters() []string {
	return []string{"location", "dc", "state", "type", "attached", "server", "min", "max", "licence", "protection", "age", "by", "label"}
}

// volumeQuery is what the address of a list of volumes asks for. What it cannot be taken to
// mean is left out of the address.
func volumeQuery(l *listing, datacenterID string, now time.Time) inventory.VolumeQuery {
	protection := l.oneOf("protection", "the newest snapshot", protectionOptions())
	return inventory.VolumeQuery{
		Text: l.Text, Location: l.word("location"), DatacenterID: datacenterID, State: l.word("state"), Type: l.word("type"),
		Attached: l.oneOf("attached", "what is attached", attachedOptions()), Server: l.word("server"), Size: l.sizes(),
		Licence: l.word("licence"), Protection: inventory.Protection{None: protection == "none", Span: spanOf(protection, now)},
		Created: spanOf(l.oneOf("age", "the age", ageOptions()), now), CreatedBy: l.word("by"),
		Label: l.label(), Order: l.Order, Window: l.window(),
	}
}

// volumesFilter is the form above the volumes of all data centers.
func volumesFilter(a asked, l listing) views.Filter {
	v, all := a.view, a.view.VolumeValues()
	return l.folded("Name, id, server or data center", []views.Select{
		l.open("location", "Location", occurring(v.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
		l.open("dc", "Data center", datacenterOptions(v)),
		l.open("state", "State", optionsOf(all.States)),
		l.open("type", "Type", optionsOf(all.Types)),
		l.choice("attached", "Attached", attachedOptions()),
	}, moreOfVolumes(l, optionsOf(all.Licences), optionsOf(all.Makers)), l.volumeInputs(v)...)
}

// insideFilter is the form above the volumes of one data center.
func insideFilter(a asked, l listing, inside []inventory.Volume) views.Filter {
	return l.folded("Name, id or server", []views.Select{
		l.open("state", "State", occurring(inside, func(x inventory.Volume) string { return string(x.Metadata.State) })),
		l.open("type", "Type", occurring(inside, func(x inventory.Volume) string { return x.Type })),
		l.choice("attached", "Attached", attachedOptions()),
	}, moreOfVolumes(l,
		occurring(inside, func(x inventory.Volume) string { return x.LicenceType }),
		occurring(inside, func(x inventory.Volume) string { return x.Metadata.CreatedBy })), l.volumeInputs(a.view)...)
}

func moreOfVolumes(l listing, licences, makers []views.Option) []views.Select {
	return []views.Select{
		l.choice("protection", "Newest snapshot", protectionOptions()), l.open("licence", "Licence type", licences),
		l.choice("age", "Age", ageOptions()), l.open("by", "Created by", makers),
	}
}

func (l listing) volumeInputs(v *inventory.View) []views.Input {
	server := l.input("text", "server", "Server", "Name or id")
	server.Shown = serverName(v, server.Value)
	inputs := append([]views.Input{server}, l.sizeInputs()...)
	if v.VolumeValues().Labelled || l.values.Get("label") != "" {
		inputs = append(inputs, l.input("text", "label", "Label", "key=value"))
	}
	return inputs
}

// serverName is the name of the server with an id; any other text stays as it is.
func serverName(v *inventory.View, text string) string {
	for i := range v.Servers {
		if v.Servers[i].ID == text {
			return named(v.Servers[i].Name, text)
		}
	}
	return text
}
