package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumeFilters are the parameters that narrow a list of volumes.
func volumeFilters() []string {
	return []string{"location", "dc", "state", "type", "attached", "server", "min", "max", "licence", "protection", "age", "by", "label", coverageKey}
}

// volumeQuery is what the address of a list of volumes asks for. What it cannot be taken to
// mean is left out of the address.
func (s *Server) volumeQuery(req pageRequest, q *tableQuery, datacenterID string) inventory.VolumeQuery {
	now := req.now
	q.rankMatches()
	protection := q.optionParam("protection", "the newest snapshot", snapshotAgeOptions())
	query := inventory.VolumeQuery{
		Among: s.volumesAmong(req, q.optionParam(coverageKey, "the protection", coverageOptions())),
		Text:  q.Text, Location: q.param("location"), DatacenterID: datacenterID, State: q.param("state"), Type: q.param("type"),
		Attached: q.optionParam("attached", "what is attached", attachedOptions()), Server: q.param("server"), Size: q.sizeRange(),
		Licence: q.param("licence"), SnapshotAge: inventory.SnapshotAge{None: protection == "none", TimeRange: ageRange(protection, now)},
		Created: ageRange(q.optionParam("age", "the age", ageOptions()), now), CreatedBy: q.param("by"),
		Label: q.labelQuery(), Order: q.Order, Paging: q.window(),
	}
	if query.Order.By == inventory.ByRank {
		query.Ranks = req.report().Ranks()
	}
	return query
}

// volumesFilter is the form above the volumes of all data centers.
func volumesFilter(req pageRequest, q tableQuery) views.Filter {
	v, all := req.view, req.view.VolumeValues()
	return q.collapsibleFilter("Name, id, server or data center", []views.Select{
		q.openSelect("location", "Location", distinctOptions(v.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
		q.openSelect("dc", "Data center", datacenterOptions(v)),
		q.openSelect("state", "State", optionsOf(all.States)),
		q.openSelect("type", "Type", optionsOf(all.Types)),
		q.selectField("attached", "Attached", attachedOptions()),
	}, moreVolumeFilters(q, optionsOf(all.Licences), optionsOf(all.Creators)), q.volumeInputs(v)...)
}

// datacenterVolumesFilter is the form above the volumes of one data center.
func datacenterVolumesFilter(req pageRequest, q tableQuery, inside []inventory.Volume) views.Filter {
	return q.collapsibleFilter("Name, id or server", []views.Select{
		q.openSelect("state", "State", distinctOptions(inside, func(x inventory.Volume) string { return string(x.Metadata.State) })),
		q.openSelect("type", "Type", distinctOptions(inside, func(x inventory.Volume) string { return x.Type })),
		q.selectField("attached", "Attached", attachedOptions()),
	}, moreVolumeFilters(q,
		distinctOptions(inside, func(x inventory.Volume) string { return x.LicenceType }),
		distinctOptions(inside, func(x inventory.Volume) string { return x.Metadata.CreatedBy })), q.volumeInputs(req.view)...)
}

func moreVolumeFilters(q tableQuery, licences, creators []views.Option) []views.Select {
	return []views.Select{
		q.selectField("protection", "Newest snapshot", snapshotAgeOptions()), q.openSelect("licence", "Licence type", licences),
		q.selectField("age", "Age", ageOptions()), q.openSelect("by", "Created by", creators),
	}
}

func (q tableQuery) volumeInputs(v *inventory.View) []views.Input {
	server := q.input("text", "server", "Server", "Name or id")
	server.Display = serverName(v, server.Value)
	inputs := append([]views.Input{server}, q.sizeInputs()...)
	if v.VolumeValues().Labelled || q.values.Get("label") != "" {
		inputs = append(inputs, q.input("text", "label", "Label", "key=value"))
	}
	return inputs
}

// serverName is the name of the server with an id; any other text stays as it is.
func serverName(v *inventory.View, text string) string {
	for i := range v.Servers {
		if v.Servers[i].ID == text {
			return displayName(v.Servers[i].Name, text)
		}
	}
	return text
}
