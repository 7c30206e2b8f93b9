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
	latestShown = 8
	failedSince = 24 * time.Hour
	failedShown = 5

	runningShown = 20
	plannedShown = 8
)

// overview is the first page.
func (s *Server) overview(a asked) (page, error) {
	p := views.Overview{
		Tiles:  s.tiles(a),
		Quotas: s.quotas(a),
		Others: s.others(a),

		Planned: s.plannedDeletions(a),
	}
	var err error
	if p.Prevented, err = s.preventedLately(a); err != nil {
		return page{}, err
	}
	p.Twice = s.twiceOf(a, func(operation.CreatedTwice) bool { return true })
	for _, op := range s.Board.All() {
		switch {
		case op.Planned():
		case !op.State.Final() && len(p.Running) >= runningShown:
			p.More++
		case !op.State.Final():
			p.Running = append(p.Running, s.operationView(a, op))
		case len(p.Failed) < failedShown && isRecentFailure(op, a.now):
			p.Failed = append(p.Failed, s.operationView(a, op))
		}
	}
	latest := a.view.FindSnapshots(inventory.SnapshotQuery{
		Order: inventory.Order{By: "created", Desc: true}, Window: inventory.Window{Limit: latestShown},
	})
	l := listing{path: "/snapshots", Page: 1, Per: latestShown}
	columns := briefly(s.snapshotColumns())
	p.Latest = views.List{Caption: "Newest snapshots", Rows: len(latest.Items), Columns: headsOf(l, columns)}
	p.Latest.Empty = l.empty(a, inventory.PartSnapshots, "snapshots", nil, noSnapshots())
	p.Rows = rowsOf(a, p.Latest.Columns, columns, latest.Items, snapshotID)
	return page{
		title: "Overview", nav: "overview",
		body: func(sh views.Shell) templ.Component { return views.OverviewPage(sh, p) },
		fragments: []fragment{
			{id: "tiles", html: views.OverviewTiles(p.Tiles)},
			{id: "planned", html: views.OverviewPlanned(p.Planned)},
			{id: "running", html: views.OverviewRunning(p.Running, p.More)},
			{id: "failed", html: views.OverviewFailed(p.Failed)},
			{id: "prevented", html: views.OverviewPrevented(p.Prevented)},
			{id: "twice", html: views.CreatedTwice(p.Twice)},
			{id: "latest", html: views.OverviewLatest(p), rows: rowFragments(p.Latest.Columns, p.Rows)},
			{id: "quotas", html: views.OverviewQuotas(p.Quotas)},
			{id: "others", html: views.OverviewOthers(p.Others)},
		},
	}, nil
}

func isRecentFailure(op operation.Operation, now time.Time) bool {
	return (op.State == operation.Failed || op.State == operation.Unknown) && op.Prevented() == "" && now.Sub(op.FinishedAt) < failedSince
}

// briefly are the columns of snapshots that matter most. They do not sort.
func briefly(all []column[inventory.Snapshot]) []column[inventory.Snapshot] {
	var brief []column[inventory.Snapshot]
	for _, c := range all {
		if slices.Contains([]string{"name", "state", "size", "source", "created"}, c.key) {
			c.sort = ""
			brief = append(brief, c)
		}
	}
	return brief
}

func (s *Server) tiles(a asked) []views.Tile {
	free, without := 0, 0
	for _, vol := range a.view.Volumes {
		if len(a.view.ServersOn(vol.ID)) == 0 {
			free++
		}
		if a.view.CountSnapshotsOf(vol.ID) == 0 {
			without++
		}
	}
	unknown := a.view.UnknownSources()
	tiles := []views.Tile{
		{Label: "Data centers", Value: views.Count(len(a.view.Datacenters)), Detail: views.Plural(len(a.view.Servers), "server", "servers"), Href: "/datacenters"},
		{Label: "Volumes", Value: views.Count(len(a.view.Volumes)), Detail: views.Count(free) + " not attached", Href: "/volumes"},
		{Label: "No known snapshot", Value: views.Count(without), Detail: "of " + views.Plural(len(a.view.Volumes), "volume", "volumes"), Href: "/volumes?sort=snapshot"},
		{Label: "Snapshots", Value: views.Count(len(a.view.Snapshots)), Detail: views.GB(a.view.SnapshotGB()) + " billed", Href: "/snapshots"},
		{Label: "Source unknown", Value: views.Count(unknown), Detail: "no certain match", Href: sourcesPath},
	}
	if a.view.Prices.Known() {
		tiles = slices.Insert(tiles, 4, a.costTile())
	}
	if remaining, limit, known := s.Cloud.Budget(); known {
		tiles = append(tiles, views.Tile{
			Label: "Request budget", Value: fmt.Sprintf("%d %%", remaining*100/max(1, limit)),
			Detail: "of " + views.Count(limit) + " calls a minute", Href: "/operations",
		})
	}
	return tiles
}

// others are the open requests that Snapdeck did not make.
func (s *Server) others(a asked) []views.OpenRequest {
	own := map[string]bool{}
	for _, op := range s.Board.All() {
		own[op.RequestID] = true
	}
	var others []views.OpenRequest
	for _, r := range a.view.Requests {
		if own[r.ID] {
			continue
		}
		o := views.OpenRequest{ID: r.ID, What: requestWords(a.view, r), By: r.CreatedBy, Pill: requestPill(r.Status), Asked: a.moment(r.CreatedDate)}
		if id := r.DatacenterID(); id != "" {
			o.Datacenter = datacenterLink(a.view, id, "")
		}
		others = append(others, o)
	}
	return others
}

// requestWords say what a request of another tool does.
func requestWords(v *inventory.View, r inventory.Request) string {
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
		return views.Pill{Tone: "busy", Icon: "spin", Word: "Running", Title: string(status)}
	}
	return views.Pill{Tone: "quiet", Icon: "clock", Word: "Queued", Title: string(status)}
}
