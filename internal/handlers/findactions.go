package handlers

import (
	"net/url"

	"snapdeck/internal/views"
)

// findHere offers what can be done with the thing on the page that one came from.
func (s *Server) findHere(a asked, text, at string) views.FoundGroup {
	address, err := url.Parse(at)
	if err != nil {
		return views.FoundGroup{}
	}
	r, params, ok := s.match(address)
	if !ok {
		return views.FoundGroup{}
	}
	a.params = params
	var name string
	var links []views.Link
	switch r.path {
	case volumePath, volumePath + "/create", volumePath + "/restore":
		name, links = volumeDeeds(a)
	case "/snapshots/:id", "/snapshots/:id/edit", "/snapshots/:id/restore", "/snapshots/:id/delete":
		name, links = s.snapshotDeedsHere(a)
	case machinePath, setPath:
		name, links = machineDeeds(a)
	}
	return views.FoundGroup{Name: "Here: " + name, Items: matchLinks(text, links)}
}

func volumeDeeds(a asked) (name string, links []views.Link) {
	vol, dc, err := findVolume(a)
	if err != nil {
		return "", nil
	}
	name, home := named(vol.Name, vol.ID), volumeHref(dc.ID, vol.ID)
	links = []views.Link{{Text: "Create snapshot of " + name, Href: home + "/create"}, {Text: "Restore " + name, Href: home + "/restore"}}
	for _, server := range a.view.ServersOn(vol.ID) {
		home := machineLink(server)
		links = append(links, allVolumesLink(server.ID, server.Name), views.Link{Text: "Server " + home.Text, Href: home.Href})
	}
	return name, links
}

func (s *Server) snapshotDeedsHere(a asked) (name string, links []views.Link) {
	snap, err := findSnapshot(a)
	if err != nil {
		return "", nil
	}
	name, home := named(snap.Name, snap.ID), snapshotHref(snap.ID)
	lock := views.Link{Text: "Lock " + name, Href: home + "#lock-reason"}
	if _, locked := s.Board.Lock(snap.ID, a.view.LabelsOf(snap.ID), a.now); locked {
		lock = views.Link{Text: "Unlock " + name, Href: home + "#unlock"}
	}
	return name, []views.Link{
		{Text: "Restore " + name, Href: home + "/restore"}, {Text: "Edit " + name, Href: home + "/edit"}, lock, {Text: "Delete " + name, Href: home + "/delete"},
	}
}

func machineDeeds(a asked) (name string, links []views.Link) {
	server, _, err := findMachine(a)
	if err != nil {
		return "", nil
	}
	name = named(server.Name, server.ID)
	if len(server.VolumeIDs) > 0 {
		links = append(links, allVolumesLink(server.ID, name))
	}
	return name, append(links, views.Link{Text: "Sets of " + name, Href: machineHref(server.DatacenterID, server.ID) + "#sets-title"})
}

// allVolumesLink leads to the review of a snapshot of each volume of a server.
func allVolumesLink(id, name string) views.Link {
	return views.Link{Text: "Snapshot all volumes of " + named(name, id), Href: bulkPath + "?server=" + url.QueryEscape(id)}
}
