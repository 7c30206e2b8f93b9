package handlers

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
)

// foundShown is how many things of a kind are offered.
const foundShown = 6

// find offers pages, data centers, servers, volumes, snapshots, operations and actions by what
// was typed, and by the page that one came from.
func (s *Server) find(a asked) (page, error) {
	text := clip(strings.TrimSpace(a.url.Query().Get("q")), maxQuery)
	at := localPath(a.url.Query().Get("at"))
	p := views.Find{Query: text, At: at, Groups: s.findIn(a, text, at)}
	return page{
		title: "Find", nav: "find", still: true,
		body:      func(sh views.Shell) templ.Component { return views.FindPage(sh, p) },
		fragments: []fragment{{id: "found", html: views.Found(p)}},
	}, nil
}

// findIn gathers what matches, the things at hand first.
func (s *Server) findIn(a asked, text, at string) []views.FoundGroup {
	groups := []views.FoundGroup{s.findHere(a, text, at), {Name: "Pages", Items: matchLinks(text, pages())}, s.findViews(a, text)}
	if text == "" {
		return groups
	}
	volumes, create := findVolumes(a, text)
	return append(groups, findDatacenters(a, text), findServers(a, text), volumes, findSnapshots(a, text), s.findOperations(a, text), create)
}

func findDatacenters(a asked, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Data centers"}
	for _, dc := range matchDatacenters(a, listing{Text: text, Order: inventory.Order{By: "name"}}) {
		if len(g.Items) == foundShown {
			break
		}
		g.Items = append(g.Items, views.FoundItem{Link: datacenterLink(a.view, dc.ID, ""), Detail: dc.Location, Pill: statePill(dc.Metadata.State)})
	}
	return g
}

// findServers are the servers that match, those whose names begin with the text first.
func findServers(a asked, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Servers"}
	text = strings.ToLower(text)
	var begin, others []*inventory.Server
	for i := range a.view.Servers {
		server := &a.view.Servers[i]
		switch name := strings.ToLower(server.Name); {
		case strings.HasPrefix(name, text) || server.ID == text:
			begin = append(begin, server)
		case len(others) < foundShown && strings.Contains(name, text):
			others = append(others, server)
		}
	}
	found := append(begin, others...)
	for _, server := range found[:min(len(found), foundShown)] {
		dc, _ := a.view.Datacenter(server.DatacenterID)
		detail := dc.Name + ", " + views.Plural(len(server.VolumeIDs), "volume", "volumes")
		g.Items = append(g.Items, views.FoundItem{Link: machineLink(*server), Detail: detail, Pill: vmPill(*server)})
	}
	return g
}

// findVolumes are the volumes that match, and the offer to take a snapshot of the first of them.
func findVolumes(a asked, text string) (found, create views.FoundGroup) {
	found, create = views.FoundGroup{Name: "Volumes"}, views.FoundGroup{Name: "Create a snapshot of"}
	q := inventory.VolumeQuery{Text: text, Order: inventory.Order{By: "name"}, Window: inventory.Window{Limit: foundShown}}
	for i, vol := range a.view.FindVolumes(q).Items {
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		item := views.FoundItem{Link: volumeLink(a.view, vol.ID, ""), Detail: dc.Name + ", " + views.GB(vol.SizeGB), Pill: statePill(vol.Metadata.State)}
		found.Items = append(found.Items, item)
		if i < foundShown/2 && blockedBy(a.view, vol) == "" {
			item.Link.Href = volumeHref(vol.DatacenterID, vol.ID) + "/create"
			create.Items = append(create.Items, item)
		}
	}
	return found, create
}

func findSnapshots(a asked, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Snapshots"}
	q := inventory.SnapshotQuery{Text: text, Order: inventory.Order{By: "created", Desc: true}, Window: inventory.Window{Limit: foundShown}}
	for _, snap := range a.view.FindSnapshots(q).Items {
		g.Items = append(g.Items, views.FoundItem{
			Link: views.Link{Text: named(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}, Detail: a.moment(snap.Metadata.CreatedDate).Ago, Pill: snapshotPill(snap.Metadata.State),
		})
	}
	return g
}

// findOperations looks among the operations that are in memory: those that run, and the latest.
func (s *Server) findOperations(a asked, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Operations"}
	lower := strings.ToLower(text)
	for _, op := range s.Board.All() {
		name := thingOf(op)
		if !strings.Contains(strings.ToLower(name), lower) && !strings.Contains(strings.ToLower(op.VolumeName), lower) && op.ID != text && op.RequestID != text {
			continue
		}
		item := views.FoundItem{
			Link:   views.Link{Text: whatWord(op.Kind) + " " + name, Href: operationHref(op.ID)},
			Detail: a.moment(op.CreatedAt).Ago, Pill: operationPill(op),
		}
		if g.Items = append(g.Items, item); len(g.Items) == foundShown {
			break
		}
	}
	return g
}

// findViews are the saved views whose names have a text.
func (s *Server) findViews(a asked, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Your views"}
	mine, err := s.viewsOf(a, a.userID)
	if err != nil {
		return g // the log tells it where the navigation is made
	}
	for _, v := range mine {
		if text != "" && len(g.Items) < foundShown && strings.Contains(saved.NameKey(v.Name), saved.NameKey(text)) {
			g.Items = append(g.Items, views.FoundItem{Link: views.Link{Text: v.Name, Href: v.Address()}, Detail: listName(a, v.List)})
		}
	}
	return g
}

func pages() []views.Link {
	return []views.Link{
		{Text: "Overview", Href: "/"}, {Text: "Data centers", Href: "/datacenters"}, {Text: "Volumes", Href: "/volumes"},
		{Text: "Snapshots", Href: "/snapshots"}, {Text: "Unknown sources", Href: sourcesPath}, {Text: "Operations", Href: "/operations"}, {Text: "Audit trail", Href: auditPath},
		{Text: "Volumes without a server", Href: "/volumes?attached=no"}, {Text: "Snapshots of unknown source", Href: "/snapshots?source=unknown"},
		{Text: "Failed operations", Href: "/operations?outcome=failed"},
	}
}

func matchLinks(text string, links []views.Link) []views.FoundItem {
	var items []views.FoundItem
	for _, l := range links {
		if strings.Contains(strings.ToLower(l.Text), strings.ToLower(text)) {
			items = append(items, views.FoundItem{Link: l})
		}
	}
	return items
}

// findHref is the page that finds things, with the actions of the page that one is on.
func findHref(path string) string { return "/find?at=" + url.QueryEscape(path) }
