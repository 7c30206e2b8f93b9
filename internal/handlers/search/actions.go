package search

import (
	"net/url"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/views/ui"
)

// findActions offers the actions for the resource on the page that the user came from.
func (s *Handlers) findActions(req web.Request, text, at string) foundGroup {
	address, err := url.Parse(at)
	if err != nil {
		return foundGroup{}
	}
	r, params, ok := s.Base.Pages.Match(address)
	if !ok {
		return foundGroup{}
	}
	req.Params = params
	var name string
	var links []ui.Link
	switch r.Path {
	case paths.VolumePath, paths.VolumePath + "/create", paths.VolumePath + "/restore":
		name, links = volumeActions(req)
	case "/snapshots/:id", "/snapshots/:id/edit", "/snapshots/:id/restore", "/snapshots/:id/delete":
		name, links = s.snapshotActions(req)
	case paths.ServerPath, paths.ServerSetPath:
		name, links = serverActions(req)
	}
	here := make([]command, 0, len(links))
	for _, l := range links {
		here = append(here, command{text: l.Text, href: l.Href})
	}
	return commandGroup("Here: "+name, text, here)
}

func volumeActions(req web.Request) (name string, links []ui.Link) {
	vol, dc, err := resource.FindVolume(req)
	if err != nil {
		return "", nil
	}
	name, home := texts.DisplayName(vol.Name, vol.ID), paths.VolumeHref(dc.ID, vol.ID)
	links = []ui.Link{{Text: "Create snapshot of " + name, Href: home + "/create"}, {Text: "Restore " + name, Href: home + "/restore"}}
	for _, server := range req.View.ServersOn(vol.ID) {
		home := resource.ServerLink(server)
		links = append(links, resource.AllVolumesLink(server.ID, server.Name), ui.Link{Text: "Server " + home.Text, Href: home.Href})
	}
	return name, links
}

func (s *Handlers) snapshotActions(req web.Request) (name string, links []ui.Link) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return "", nil
	}
	name, home := texts.DisplayName(snap.Name, snap.ID), paths.SnapshotHref(snap.ID)
	lock := ui.Link{Text: "Lock " + name, Href: home + "#lock-reason"}
	if _, locked := s.Operations.Lock(snap.ID, req.View.LabelsOf(snap.ID), req.Now); locked {
		lock = ui.Link{Text: "Unlock " + name, Href: home + "#unlock"}
	}
	return name, []ui.Link{
		{Text: "Restore " + name, Href: home + "/restore"}, {Text: "Rename " + name, Href: home + "/edit#name"}, {Text: "Edit " + name, Href: home + "/edit"}, lock, {Text: "Delete " + name, Href: home + "/delete"},
	}
}

func serverActions(req web.Request) (name string, links []ui.Link) {
	server, _, err := resource.FindServer(req)
	if err != nil {
		return "", nil
	}
	name = texts.DisplayName(server.Name, server.ID)
	if len(server.VolumeIDs) > 0 {
		links = append(links, resource.AllVolumesLink(server.ID, name))
	}
	return name, append(links, ui.Link{Text: "Sets of " + name, Href: paths.ServerHref(server.DatacenterID, server.ID) + "#sets-title"})
}
