package handlers

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/saved"
	"snapdeck/internal/views"
)

// maxFound is how many things of a kind are offered.
const maxFound = 6

// find offers pages, data centers, servers, volumes, snapshots, operations and actions by what
// was typed, and by the page that one came from.
func (s *Server) find(req pageRequest) (page, error) {
	text := truncate(strings.TrimSpace(req.url.Query().Get("q")), maxQuery)
	at := localPath(req.url.Query().Get("at"))
	p := views.Find{Query: text, At: at, Groups: s.findIn(req, text, at)}
	return page{
		title: "Find", nav: "find", static: true,
		body:      func(sh views.PageLayout) templ.Component { return views.FindPage(sh, p) },
		fragments: []fragment{{id: "found", html: views.Found(p)}},
	}, nil
}

// findIn gathers what matches, the things at hand first.
func (s *Server) findIn(req pageRequest, text, at string) []views.FoundGroup {
	groups := []views.FoundGroup{s.findActions(req, text, at), {Name: "Pages", Items: matchLinks(text, pages())}, s.findViews(req, text)}
	if text == "" {
		return groups
	}
	volumes, create := findVolumes(req, text)
	return append(groups, findDatacenters(req, text), findServers(req, text), volumes, findSnapshots(req, text), s.findOperations(req, text), create)
}

func findDatacenters(req pageRequest, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Data centers"}
	for _, dc := range matchDatacenters(req, tableQuery{Text: text, Order: inventory.Order{By: "name"}}) {
		if len(g.Items) == maxFound {
			break
		}
		g.Items = append(g.Items, views.FoundItem{Link: datacenterLink(req.view, dc.ID, ""), Detail: dc.Location, Pill: statePill(dc.Metadata.State)})
	}
	return g
}

// findServers are the servers that match, those whose names begin with the text first.
func findServers(req pageRequest, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Servers"}
	text = strings.ToLower(text)
	var begin, others []*inventory.Server
	for i := range req.view.Servers {
		server := &req.view.Servers[i]
		switch name := strings.ToLower(server.Name); {
		case strings.HasPrefix(name, text) || server.ID == text:
			begin = append(begin, server)
		case len(others) < maxFound && strings.Contains(name, text):
			others = append(others, server)
		}
	}
	found := append(begin, others...)
	for _, server := range found[:min(len(found), maxFound)] {
		dc, _ := req.view.Datacenter(server.DatacenterID)
		detail := dc.Name + ", " + views.Plural(len(server.VolumeIDs), "volume", "volumes")
		g.Items = append(g.Items, views.FoundItem{Link: serverLink(*server), Detail: detail, Pill: vmPill(*server)})
	}
	return g
}

// findVolumes are the volumes that match, and the offer to take a snapshot of the first of them.
func findVolumes(req pageRequest, text string) (found, create views.FoundGroup) {
	found, create = views.FoundGroup{Name: "Volumes"}, views.FoundGroup{Name: "Create a snapshot of"}
	query := inventory.VolumeQuery{Text: text, Order: inventory.Order{By: "name"}, Paging: inventory.Paging{Limit: maxFound}}
	for i, vol := range req.view.FindVolumes(query).Items {
		dc, _ := req.view.Datacenter(vol.DatacenterID)
		item := views.FoundItem{Link: volumeLink(req.view, vol.ID, ""), Detail: dc.Name + ", " + views.Size(vol.SizeGB), Pill: statePill(vol.Metadata.State)}
		found.Items = append(found.Items, item)
		if i < maxFound/2 && blockReason(req.view, vol) == "" {
			item.Link.Href = volumeHref(vol.DatacenterID, vol.ID) + "/create"
			create.Items = append(create.Items, item)
		}
	}
	return found, create
}

func findSnapshots(req pageRequest, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Snapshots"}
	query := inventory.SnapshotQuery{Text: text, Order: inventory.Order{By: "created", Desc: true}, Window: inventory.Paging{Limit: maxFound}}
	for _, snap := range req.view.FindSnapshots(query).Items {
		g.Items = append(g.Items, views.FoundItem{
			Link: views.Link{Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)}, Detail: req.moment(snap.Metadata.CreatedDate).Ago, Pill: snapshotPill(snap.Metadata.State),
		})
	}
	return g
}

// findOperations looks among the operations that are in memory: those that run, and the latest.
func (s *Server) findOperations(req pageRequest, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Operations"}
	lower := strings.ToLower(text)
	for _, op := range s.Operations.All() {
		name := targetName(op)
		if !strings.Contains(strings.ToLower(name), lower) && !strings.Contains(strings.ToLower(op.VolumeName), lower) && op.ID != text && op.RequestID != text {
			continue
		}
		item := views.FoundItem{
			Link:   views.Link{Text: kindLabel(op.Kind) + " " + name, Href: operationHref(op.ID)},
			Detail: req.moment(op.CreatedAt).Ago, Pill: operationPill(op),
		}
		if g.Items = append(g.Items, item); len(g.Items) == maxFound {
			break
		}
	}
	return g
}

// findViews are the saved views whose names have a text.
func (s *Server) findViews(req pageRequest, text string) views.FoundGroup {
	g := views.FoundGroup{Name: "Your views"}
	own, err := s.viewsOf(req, req.userID)
	if err != nil {
		return g // the log tells it where the navigation is made
	}
	for _, v := range own {
		if text != "" && len(g.Items) < maxFound && strings.Contains(saved.NameKey(v.Name), saved.NameKey(text)) {
			g.Items = append(g.Items, views.FoundItem{Link: views.Link{Text: v.Name, Href: v.Address()}, Detail: tableName(req, v.List)})
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
