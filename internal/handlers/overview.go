package handlers

import (
	"fmt"
	"slices"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// The overview's lists.
const (
	maxLatest      = 8
	recentFailures = 24 * time.Hour
	maxFailed      = 5

	maxRunning = 20
	maxPlanned = 8
)

// overview is the first page.
func (s *Server) overview(req pageRequest) (page, error) {
	p := views.Overview{
		Tiles:   s.tiles(req),
		Quotas:  s.quotas(req),
		Foreign: s.foreignRequests(req),

		Planned: s.plannedDeletions(req),
	}
	var err error
	if p.Prevented, err = s.preventedLately(req); err != nil {
		return page{}, err
	}
	p.Twice = s.twiceOf(req, func(operation.CreatedTwice) bool { return true })
	for _, op := range s.Operations.All() {
		switch {
		case op.Planned():
		case !op.State.Final() && len(p.Running) >= maxRunning:
			p.More++
		case !op.State.Final():
			p.Running = append(p.Running, s.operationView(req, op))
		case len(p.Failed) < maxFailed && isRecentFailure(op, req.now):
			p.Failed = append(p.Failed, s.operationView(req, op))
		}
	}
	latest := req.view.FindSnapshots(inventory.SnapshotQuery{
		Order: inventory.Order{By: "created", Desc: true}, Window: inventory.Paging{Limit: maxLatest},
	})
	q := tableQuery{path: "/snapshots", Page: 1, PerPage: maxLatest}
	columns := briefColumns(s.snapshotColumns())
	p.Latest = views.List{Caption: "Newest snapshots", Rows: len(latest.Items), Columns: sortableHeaders(q, columns)}
	p.Latest.Empty = q.emptyState(req, inventory.ResourceSnapshots, "snapshots", nil, noSnapshots())
	p.Rows = rowsOf(req, p.Latest.Columns, columns, latest.Items, snapshotID)
	return page{
		title: "Overview", nav: "overview",
		body: func(sh views.PageLayout) templ.Component { return views.OverviewPage(sh, p) },
		fragments: []fragment{
			{id: "tiles", html: views.OverviewTiles(p.Tiles)},
			{id: "planned", html: views.OverviewPlanned(p.Planned)},
			{id: "running", html: views.OverviewRunning(p.Running, p.More)},
			{id: "failed", html: views.OverviewFailed(p.Failed)},
			{id: "prevented", html: views.OverviewPrevented(p.Prevented)},
			{id: "twice", html: views.CreatedTwice(p.Twice)},
			{id: "latest", html: views.OverviewLatest(p), rows: rowFragments(p.Latest.Columns, p.Rows)},
			{id: "quotas", html: views.OverviewQuotas(p.Quotas)},
			{id: "others", html: views.OverviewForeign(p.Foreign)},
		},
	}, nil
}

func isRecentFailure(op operation.Operation, now time.Time) bool {
	return (op.State == operation.Failed || op.State == operation.Unknown) && op.Prevented() == "" && now.Sub(op.FinishedAt) < recentFailures
}

// briefColumns are the columns of snapshots that matter most. They do not sort.
func briefColumns(all []column[inventory.Snapshot]) []column[inventory.Snapshot] {
	var brief []column[inventory.Snapshot]
	for _, c := range all {
		if slices.Contains([]string{"name", "state", "size", "source", "created"}, c.key) {
			c.sort = ""
			brief = append(brief, c)
		}
	}
	return brief
}

func (s *Server) tiles(req pageRequest) []views.Tile {
	free, without := 0, 0
	for _, vol := range req.view.Volumes {
		if len(req.view.ServersOn(vol.ID)) == 0 {
			free++
		}
		if req.view.CountSnapshotsOf(vol.ID) == 0 {
			without++
		}
	}
	unknown := req.view.UnknownSources()
	tiles := []views.Tile{
		{Label: "Data centers", Value: views.Count(len(req.view.Datacenters)), Detail: views.Plural(len(req.view.Servers), "server", "servers"), Href: "/datacenters"},
		{Label: "Volumes", Value: views.Count(len(req.view.Volumes)), Detail: views.Count(free) + " not attached", Href: "/volumes"},
		{Label: "No known snapshot", Value: views.Count(without), Detail: "of " + views.Plural(len(req.view.Volumes), "volume", "volumes"), Href: "/volumes?sort=snapshot"},
		{Label: "Snapshots", Value: views.Count(len(req.view.Snapshots)), Detail: views.GB(req.view.SnapshotGB()) + " billed", Href: "/snapshots"},
		{Label: "Source unknown", Value: views.Count(unknown), Detail: "no certain match", Href: sourcesPath},
	}
	if req.view.Prices.Known() {
		tiles = slices.Insert(tiles, 4, req.costTile())
	}
	if remaining, limit, known := s.Cloud.Budget(); known {
		tiles = append(tiles, views.Tile{
			Label: "Request budget", Value: fmt.Sprintf("%d %%", remaining*100/max(1, limit)),
			Detail: "of " + views.Count(limit) + " calls a minute", Href: "/operations",
		})
	}
	return tiles
}

// foreignRequests are the open requests that Snapdeck did not make.
func (s *Server) foreignRequests(req pageRequest) []views.OpenRequest {
	own := map[string]bool{}
	for _, op := range s.Operations.All() {
		own[op.RequestID] = true
	}
	var others []views.OpenRequest
	for _, r := range req.view.Requests {
		if own[r.ID] {
			continue
		}
		o := views.OpenRequest{ID: r.ID, Label: requestText(req.view, r), By: r.CreatedBy, Pill: requestPill(r.Status), RequestedAt: req.moment(r.CreatedDate)}
		if id := r.DatacenterID(); id != "" {
			o.Datacenter = datacenterLink(req.view, id, "")
		}
		others = append(others, o)
	}
	return others
}

// requestText say what a request of another tool does.
func requestText(v *inventory.View, r inventory.Request) string {
	if _, volumeID, ok := r.SnapshotSource(); ok {
		return "Create a snapshot of " + volumeLink(v, volumeID, "").Text
	}
	switch r.Method {
	case "DELETE":
		return "Delete something"
	case "POST":
		return "Create or start something"
	default:
		return "Change something"
	}
}

func requestPill(status inventory.RequestStatus) views.Pill {
	if status == inventory.RequestRunning {
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Running", Title: string(status)}
	}
	return views.Pill{Tone: "quiet", Icon: "clock", Label: "Queued", Title: string(status)}
}
