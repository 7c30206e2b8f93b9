package handlers

import (
	"net/url"

	"snapdeck/internal/views"
)

// findActions offers what can be done with the thing on the page that one came from.
func (s *Server) findActions(req pageRequest, text, at string) foundGroup {
	address, err := url.Parse(at)
	if err != nil {
		return foundGroup{}
	}
	r, params, ok := s.match(address)
	if !ok {
		return foundGroup{}
	}
	req.params = params
	var name string
	var links []views.Link
	switch r.path {
	case volumePath, volumePath + "/create", volumePath + "/restore":
		name, links = volumeActions(req)
	case "/snapshots/:id", "/snapshots/:id/edit", "/snapshots/:id/restore", "/snapshots/:id/delete":
		name, links = s.snapshotActions(req)
	case serverPath, setPath:
		name, links = serverActions(req)
	}
	here := make([]command, 0, len(links))
	for _, l := range links {
		here = append(here, command{text: l.Text, href: l.Href})
	}
	return commandGroup("Here: "+name, text, here)
}

func volumeActions(req pageRequest) (name string, links []views.Link) {
	vol, dc, err := findVolume(req)
	if err != nil {
		return "", nil
	}
	name, home := displayName(vol.Name, vol.ID), volumeHref(dc.ID, vol.ID)
	links = []views.Link{{Text: "Create snapshot of " + name, Href: home + "/create"}, {Text: "Restore " + name, Href: home + "/restore"}}
	for _, server := range req.view.ServersOn(vol.ID) {
		home := serverLink(server)
		links = append(links, allVolumesLink(server.ID, server.Name), views.Link{Text: "Server " + home.Text, Href: home.Href})
	}
	return name, links
}

func (s *Server) snapshotActions(req pageRequest) (name string, links []views.Link) {
	snap, err := findSnapshot(req)
	if err != nil {
		return "", nil
	}
	name, home := displayName(snap.Name, snap.ID), snapshotHref(snap.ID)
	lock := views.Link{Text: "Lock " + name, Href: home + "#lock-reason"}
	if _, locked := s.Operations.Lock(snap.ID, req.view.LabelsOf(snap.ID), req.now); locked {
		lock = views.Link{Text: "Unlock " + name, Href: home + "#unlock"}
	}
	return name, []views.Link{
		{Text: "Restore " + name, Href: home + "/restore"}, {Text: "Rename " + name, Href: home + "/edit#name"}, {Text: "Edit " + name, Href: home + "/edit"}, lock, {Text: "Delete " + name, Href: home + "/delete"},
	}
}

func serverActions(req pageRequest) (name string, links []views.Link) {
	server, _, err := findServer(req)
	if err != nil {
		return "", nil
	}
	name = displayName(server.Name, server.ID)
	if len(server.VolumeIDs) > 0 {
		links = append(links, allVolumesLink(server.ID, name))
	}
	return name, append(links, views.Link{Text: "Sets of " + name, Href: serverHref(server.DatacenterID, server.ID) + "#sets-title"})
}
