package handlers

import (
	"cmp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// datacenters lists the data centers of the contract.
func (s *Server) datacenters(req pageRequest) (page, error) {
	all := s.datacenterColumns()
	q := parseTableQuery(req.url, sortKeys(all), inventory.Order{By: "name"})
	q.rankMatches()
	columns := visibleColumns(&q, all)
	matched := matchDatacenters(req, q)
	window := matched[min((q.Page-1)*q.PerPage, len(matched)):min(q.Page*q.PerPage, len(matched))]
	p := views.Datacenters{
		Saved: s.savedMenu(req, q, "All data centers"),
		Filter: q.filter("Name, id or location",
			q.selectField("location", "Location", distinctOptions(req.view.Datacenters, func(d inventory.Datacenter) string { return d.Location })),
			q.selectField("state", "State", distinctOptions(req.view.Datacenters, func(d inventory.Datacenter) string { return string(d.Metadata.State) }))),
		List: q.table("Data centers", sortableHeaders(q, columns), len(window), len(matched), 0, [2]string{"data center", "data centers"}),
	}
	p.List.Chooser = columnChooser(q, all, columns)
	p.List.Empty = q.emptyState(req, inventory.ResourceDatacenters, "data centers", []string{"location", "state"}, views.Empty{
		Title: "No data centers", Text: "The contract has no data center yet, or the credentials may see none.",
	})
	p.Rows = rowsOf(req, p.List.Columns, columns, window, func(x *inventory.Datacenter) string { return x.ID })
	return page{
		title: "Data centers", nav: "datacenters",
		body: func(sh views.PageLayout) templ.Component { return views.DatacentersPage(sh, p) },
		fragments: append([]fragment{
			{id: "list", html: views.DatacentersList(p), rows: rowFragments(p.List.Columns, p.Rows)},
			{id: "columns", html: views.ColumnChooser(p.List)},
			{id: "chips", html: views.Chips(p.Filter)},
		}, menuFragment(p.Saved)...),
	}, nil
}

func matchDatacenters(req pageRequest, q tableQuery) []inventory.Datacenter {
	text := q.Text
	var matched []inventory.Datacenter
	for _, dc := range req.view.Datacenters {
		place := q.values.Get("location")
		state := q.values.Get("state")
		inText := text == "" || inventory.RankDatacenter(&dc, text) != inventory.NoMatch
		if inText && (place == "" || dc.Location == place) && (state == "" || string(dc.Metadata.State) == state) {
			matched = append(matched, dc)
		}
	}
	slices.SortStableFunc(matched, func(x, y inventory.Datacenter) int {
		if q.Order.Desc {
			x, y = y, x
		}
		return compareDatacenters(req.view, q.Order.By, x, y)
	})
	if q.Order.By == inventory.ByMatch {
		slices.SortStableFunc(matched, func(x, y inventory.Datacenter) int {
			return cmp.Compare(inventory.RankDatacenter(&x, text), inventory.RankDatacenter(&y, text))
		})
	}
	return matched
}

func compareDatacenters(v *inventory.View, by string, x, y inventory.Datacenter) int {
	switch by {
	case "location":
		return strings.Compare(x.Location, y.Location)
	case "state":
		return cmp.Compare(x.Metadata.State, y.Metadata.State)
	case "volumes":
		return cmp.Compare(len(v.VolumesOf(x.ID)), len(v.VolumesOf(y.ID)))
	case "size":
		return cmp.Compare(gbOf(v.VolumesOf(x.ID)), gbOf(v.VolumesOf(y.ID)))
	case "servers":
		return cmp.Compare(len(v.ServersOf(x.ID)), len(v.ServersOf(y.ID)))
	case "snapshots":
		return cmp.Compare(v.SnapshotsFrom(x.ID), v.SnapshotsFrom(y.ID))
	case "cost":
		return v.CostOfDatacenter(x.ID).Compare(v.CostOfDatacenter(y.ID))
	case "id":
		return strings.Compare(x.ID, y.ID)
	case "description":
		return strings.Compare(strings.ToLower(x.Description), strings.ToLower(y.Description))
	case "requests":
		return cmp.Compare(len(v.OpenRequests(x.ID)), len(v.OpenRequests(y.ID)))
	case "by":
		return strings.Compare(x.Metadata.CreatedBy, y.Metadata.CreatedBy)
	case "version":
		return cmp.Compare(x.Version, y.Version)
	case "created":
		return x.Metadata.CreatedDate.Compare(y.Metadata.CreatedDate)
	case "modified":
		return x.Metadata.LastModifiedDate.Compare(y.Metadata.LastModifiedDate)
	default:
		return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
	}
}

func gbOf(volumes []inventory.Volume) float64 {
	total := 0.0
	for _, vol := range volumes {
		total += vol.SizeGB
	}
	return total
}
