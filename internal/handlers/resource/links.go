package resource

import (
	"net/url"
	"strings"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// Name returns the name of a volume or snapshot, or its ID when it no longer exists.
func Name(req web.Request, kind, id string) string {
	if vol, ok := req.View.Volume(id); ok && kind == "volume" {
		return texts.DisplayName(vol.Name, id)
	}
	if snap, ok := req.View.Snapshot(id); ok && kind == "snapshot" {
		return texts.DisplayName(snap.Name, id)
	}
	return id
}

// AllVolumesLink links to the review of a snapshot of each of a server's volumes.
func AllVolumesLink(id, name string) ui.Link {
	return ui.Link{Text: "Snapshot all volumes of " + texts.DisplayName(name, id), Href: paths.BulkPath + "?server=" + url.QueryEscape(id)}
}

// DatacenterLink links to a data center, or only names one that is not in the contract.
func DatacenterLink(v *inventory.View, id, name string) ui.Link {
	if dc, ok := v.Datacenter(id); ok {
		return ui.Link{Text: texts.DisplayName(dc.Name, dc.ID), Href: paths.DatacenterHref(id)}
	}
	return ui.Link{Text: texts.DisplayName(name, id)}
}

// VolumeLink links to a volume, or only names one that is not in the contract.
func VolumeLink(v *inventory.View, id, name string) ui.Link {
	if vol, ok := v.Volume(id); ok {
		return ui.Link{Text: texts.DisplayName(vol.Name, vol.ID), Href: paths.VolumeHref(vol.DatacenterID, vol.ID)}
	}
	return ui.Link{Text: texts.DisplayName(name, id)}
}

// SourceLink links to the volume that a snapshot came from; empty when that is unknown.
func SourceLink(v *inventory.View, snapshotID string) ui.Link {
	source := v.Source(snapshotID)
	if !source.Known() {
		return ui.Link{}
	}
	if _, ok := v.Volume(source.VolumeID); !ok {
		return ui.Link{Text: "deleted volume " + texts.ShortID(source.VolumeID)}
	}
	return VolumeLink(v, source.VolumeID, "")
}

// BestSource links to the best known source of a snapshot. A likely one is marked and comes with its evidence; the link is
// empty below that.
func BestSource(v *inventory.View, snapshotID string) (link ui.Link, evidence string) {
	link = SourceLink(v, snapshotID)
	if link.Text != "" {
		return link, ""
	}
	best := v.SourceOf(snapshotID)
	if best.Confidence != inventory.Likely || best.VolumeID == "" {
		return link, ""
	}
	link = VolumeLink(v, best.VolumeID, "")
	link.Text = "≈ " + link.Text
	return link, "Likely: " + strings.Join(best.Evidence, " ")
}

// ServerLink links to a server.
func ServerLink(server inventory.Server) ui.Link {
	return ui.Link{Text: texts.DisplayName(server.Name, server.ID), Href: paths.ServerHref(server.DatacenterID, server.ID)}
}

// ServerCrumbs returns the breadcrumbs of a server.
func ServerCrumbs(dc inventory.Datacenter, server inventory.Server) []ui.Link {
	return []ui.Link{
		{Text: "Servers", Href: paths.ServersPath}, {Text: texts.DisplayName(dc.Name, dc.ID), Href: paths.ServersPath + "?dc=" + url.QueryEscape(dc.ID)},
		{Text: texts.DisplayName(server.Name, server.ID)},
	}
}

// DatacenterOptions returns the data centers to choose from, by name.
func DatacenterOptions(v *inventory.View) []ui.Option {
	options := make([]ui.Option, 0, len(v.Datacenters))
	for _, dc := range v.Datacenters {
		options = append(options, ui.Option{Value: dc.ID, Text: texts.DisplayName(dc.Name, dc.ID)})
	}
	return options
}

// Crumbs returns the breadcrumbs of a data center or a volume, which start at the entry that the navigation
// highlights.
func Crumbs(dc *inventory.Datacenter, vol *inventory.Volume) []ui.Link {
	name := ui.Link{Text: texts.DisplayName(dc.Name, dc.ID)}
	if vol == nil {
		return []ui.Link{
			{Text: "Data centers", Href: "/datacenters"}, {Text: dc.Location, Href: "/datacenters?location=" + url.QueryEscape(dc.Location)}, name,
		}
	}
	name.Href = paths.DatacenterHref(dc.ID)
	return []ui.Link{{Text: "Volumes", Href: "/volumes"}, name, {Text: texts.DisplayName(vol.Name, vol.ID)}}
}
