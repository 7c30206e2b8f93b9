package resource

import (
	"cmp"
	"slices"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
)

// FindSnapshot returns the snapshot that an address names, or an error that says what is missing.
func FindSnapshot(req web.Request) (inventory.Snapshot, error) {
	snap, found := req.View.Snapshot(req.Params["id"])
	if !found {
		return snap, NotFound(req, "Snapshot "+req.Params["id"], "All snapshots", "/snapshots")
	}
	return snap, nil
}

// MatchDatacenters returns the data centers that a search matches, in the order of the list.
func MatchDatacenters(req web.Request, q table.Query) []inventory.Datacenter {
	text := q.Text
	var matched []inventory.Datacenter
	for _, dc := range req.View.Datacenters {
		place := q.Values.Get("location")
		state := q.Values.Get("state")
		inText := text == "" || inventory.RankDatacenter(&dc, text) != inventory.NoMatch
		if inText && (place == "" || dc.Location == place) && (state == "" || string(dc.Metadata.State) == state) {
			matched = append(matched, dc)
		}
	}
	slices.SortStableFunc(matched, func(x, y inventory.Datacenter) int {
		if q.Order.Desc {
			x, y = y, x
		}
		return compareDatacenters(req.View, q.Order.By, x, y)
	})
	if q.Order.By == inventory.ByMatch {
		slices.SortStableFunc(matched, func(x, y inventory.Datacenter) int {
			return cmp.Compare(inventory.RankDatacenter(&x, text), inventory.RankDatacenter(&y, text))
		})
	}
	return matched
}

// FindServer returns the server that an address names, with its data center.
func FindServer(req web.Request) (inventory.Server, inventory.Datacenter, error) {
	dc, found := req.View.Datacenter(req.Params["dc"])
	if server, exists := serverIn(req.View, dc.ID, req.Params["server"]); found && exists {
		return server, dc, nil
	}
	return inventory.Server{}, dc, NotFound(req, "Server "+req.Params["server"], "All servers", paths.ServersPath)
}

func serverIn(v *inventory.View, datacenterID, id string) (inventory.Server, bool) {
	for _, server := range v.ServersOf(datacenterID) {
		if server.ID == id {
			return server, true
		}
	}
	return inventory.Server{}, false
}

// FindVolume returns the volume that an address names, with its data center.
func FindVolume(req web.Request) (inventory.Volume, inventory.Datacenter, error) {
	dc, okDatacenter := req.View.Datacenter(req.Params["dc"])
	vol, okVolume := req.View.Volume(req.Params["vol"])
	if !okDatacenter || !okVolume || vol.DatacenterID != dc.ID {
		return vol, dc, NotFound(req, "Volume "+req.Params["vol"], "All volumes", "/volumes")
	}
	return vol, dc, nil
}

// NotFound returns an error for a resource that does not exist, or that has not been read yet.
func NotFound(req web.Request, what, list, href string) error {
	if !req.View.Loading.Complete {
		return problem.NotLoaded{Subject: what}
	}
	return problem.NotFound{Subject: what, List: list, Href: href}
}
