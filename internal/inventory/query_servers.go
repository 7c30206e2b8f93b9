package inventory

import (
	"cmp"
	"strings"

	"snapdeck/internal/price"
)

// ServerQuery selects servers. Empty fields select all.
type ServerQuery struct {
	Text         string // searched in the names of the server and its data center and, from 4 digits on, in ids
	Location     string
	DatacenterID string
	Type         string
	Power        string // "on" or "off"
	Attached     string // "yes" or "no": it has volumes
	Ranks        *Ranks // the order for ByRank
	Order        Order  // name, datacenter, location, type, volumes, size or ByRank; else the name
	Paging       Paging
}

// FindServers returns a page of the servers that match a query, sorted, with the size of their volumes.
func (v *View) FindServers(q ServerQuery) QueryResult[Server] {
	q.Text = searchText(q.Text)
	return queryPage(v.Servers, q.Order, q.Paging, matcher[Server]{
		matches: func(s *Server) bool { return v.matchesServer(s, &q) },
		compare: q.comparer(v),
		rank:    func(s *Server) MatchRank { return v.RankServer(s, q.Text) },
		size:    v.VolumeGBOf,
		cost:    func(*Server) price.Sum { return price.Sum{} },
	})
}

func (v *View) matchesServer(s *Server, q *ServerQuery) bool {
	dc, _ := v.Datacenter(s.DatacenterID)
	switch {
	case q.DatacenterID != "" && s.DatacenterID != q.DatacenterID,
		q.Location != "" && !strings.EqualFold(dc.Location, q.Location),
		q.Type != "" && s.Type != q.Type,
		q.Power == "on" && !s.Running(), q.Power == "off" && s.Running(),
		q.Attached == "yes" && len(s.VolumeIDs) == 0, q.Attached == "no" && len(s.VolumeIDs) > 0:
		return false
	default:
		return q.Text == "" || v.RankServer(s, q.Text) != NoMatch
	}
}

func (q ServerQuery) comparer(v *View) func(by string, a, b *Server) int {
	names := func(a, b *Server) int { return cmp.Or(compareFold(a.Name, b.Name), strings.Compare(a.ID, b.ID)) }
	if q.Order.By == ByRank {
		return func(_ string, a, b *Server) int {
			return cmp.Or(cmp.Compare(q.Ranks.of(a.ID), q.Ranks.of(b.ID)), names(a, b))
		}
	}
	return func(by string, a, b *Server) int { return cmp.Or(v.compareServers(by, a, b), names(a, b)) }
}

func (v *View) compareServers(by string, a, b *Server) int {
	place := func(s *Server) Datacenter { dc, _ := v.Datacenter(s.DatacenterID); return dc }
	switch by {
	case "datacenter":
		return compareFold(place(a).Name, place(b).Name)
	case "location":
		return strings.Compare(place(a).Location, place(b).Location)
	case "type":
		return strings.Compare(a.Type, b.Type)
	case "volumes":
		return cmp.Compare(len(a.VolumeIDs), len(b.VolumeIDs))
	case "size":
		return cmp.Compare(v.VolumeGBOf(a), v.VolumeGBOf(b))
	default:
		return 0
	}
}

// VolumeGBOf is the total size of a server's volumes in GB.
func (v *View) VolumeGBOf(s *Server) float64 {
	total := 0.0
	for _, id := range s.VolumeIDs {
		if vol, ok := v.index.volumes[id]; ok {
			total += v.Volumes[vol].SizeGB
		}
	}
	return total
}
