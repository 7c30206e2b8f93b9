package volumelist

import (
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// FilterKeys returns the parameters that narrow a list of volumes.
func FilterKeys() []string {
	return []string{"location", "dc", "state", "type", "attached", "server", "min", "max", "licence", "protection", "age", "by", "label", CoverageKey}
}

// Query returns the query that the address of a list of volumes requests, and removes meaningless parameters from it.
func (s *List) Query(req web.Request, q *table.Query, datacenterID string) inventory.VolumeQuery {
	now := req.Now
	q.RankMatches()
	protection := q.OptionParam("protection", "the newest snapshot", table.SnapshotAgeOptions())
	query := inventory.VolumeQuery{
		Among: s.volumesAmong(req, q.OptionParam(CoverageKey, "the protection", CoverageOptions())),
		Text:  q.Text, Location: q.Param("location"), DatacenterID: datacenterID, State: q.Param("state"), Type: q.Param("type"),
		Attached: q.OptionParam("attached", "the attachment", table.AttachedOptions()), Server: q.Param("server"), Size: q.SizeRange(),
		Licence: q.Param("licence"), SnapshotAge: inventory.SnapshotAge{None: protection == "none", TimeRange: table.AgeRange(protection, now)},
		Created: table.AgeRange(q.OptionParam("age", "the age", table.AgeOptions()), now), CreatedBy: q.Param("by"),
		Label: q.LabelQuery(), Order: q.Order, Paging: q.Window(),
	}
	if query.Order.By == inventory.ByRank {
		query.Ranks = req.Report().Ranks()
	}
	return query
}

// Filter returns the form above the volumes of all data centers.
func Filter(req web.Request, q table.Query) ui.Filter {
	v, all := req.View, req.View.VolumeValues()
	return q.CollapsibleFilter("Name, id, server or data center", []ui.Select{
		q.OpenSelect("location", "Location", table.DistinctOptions(v.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
		q.OpenSelect("dc", "Data center", resource.DatacenterOptions(v)),
		q.OpenSelect("state", "State", table.OptionsOf(all.States)),
		q.OpenSelect("type", "Type", table.OptionsOf(all.Types)),
		q.SelectField("attached", "Attached", table.AttachedOptions()),
	}, moreVolumeFilters(q, table.OptionsOf(all.Licences), table.OptionsOf(all.Creators)), volumeInputs(q, v)...)
}

// DatacenterFilter returns the form above the volumes of one data center.
func DatacenterFilter(req web.Request, q table.Query, inside []inventory.Volume) ui.Filter {
	return q.CollapsibleFilter("Name, id or server", []ui.Select{
		q.OpenSelect("state", "State", table.DistinctOptions(inside, func(x inventory.Volume) string { return string(x.Metadata.State) })),
		q.OpenSelect("type", "Type", table.DistinctOptions(inside, func(x inventory.Volume) string { return x.Type })),
		q.SelectField("attached", "Attached", table.AttachedOptions()),
	}, moreVolumeFilters(q,
		table.DistinctOptions(inside, func(x inventory.Volume) string { return x.LicenceType }),
		table.DistinctOptions(inside, func(x inventory.Volume) string { return x.Metadata.CreatedBy })), volumeInputs(q, req.View)...)
}

func moreVolumeFilters(q table.Query, licences, creators []ui.Option) []ui.Select {
	return []ui.Select{
		q.SelectField("protection", "Newest snapshot", table.SnapshotAgeOptions()), q.OpenSelect("licence", "Licence type", licences),
		q.SelectField("age", "Age", table.AgeOptions()), q.OpenSelect("by", "Created by", creators),
	}
}

func volumeInputs(q table.Query, v *inventory.View) []ui.Input {
	server := q.Input("text", "server", "Server", "Name or id")
	server.Display = serverName(v, server.Value)
	inputs := append([]ui.Input{server}, q.SizeInputs()...)
	if v.VolumeValues().Labelled || q.Values.Get("label") != "" {
		inputs = append(inputs, q.Input("text", "label", "Label", "key=value"))
	}
	return inputs
}

// serverName returns the name of the server with an ID, or any other text unchanged.
func serverName(v *inventory.View, text string) string {
	for i := range v.Servers {
		if v.Servers[i].ID == text {
			return texts.DisplayName(v.Servers[i].Name, text)
		}
	}
	return text
}
