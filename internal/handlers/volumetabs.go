package handlers

import (
	"strconv"

	"snapdeck/internal/coverage"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// volumeTabs lead to the volumes of each state of protection. Their counts are those of the lists that they
// lead to.
func (s *Server) volumeTabs(req pageRequest, q *tableQuery, query inventory.VolumeQuery) []views.ListTab {
	query.Among, query.Order, query.Ranks, query.Paging = nil, inventory.Order{}, nil, inventory.Paging{}
	counts, total := s.countVolumes(req, q, query)
	selected := q.values.Get(coverageKey)
	tabs := []views.ListTab{{Text: "All", Value: "", N: total, Href: q.link(coverageKey, "", "page", ""), Current: selected == ""}}
	for _, o := range coverageOptions() {
		tabs = append(tabs, views.ListTab{
			Text: o.Text, Value: o.Value, N: counts[o.Value], Href: q.link(coverageKey, o.Value, "page", ""), Current: selected == o.Value,
		})
	}
	if !req.report().Complete {
		for i := range tabs[1:] {
			tabs[i+1].Unknown = tabs[i+1].Value != coverageRunning
		}
	}
	for i := range tabs {
		tabs[i].Count = strconv.Itoa(tabs[i].N)
	}
	return tabs
}

// countVolumes counts the volumes of each state that a query matches.
func (s *Server) countVolumes(req pageRequest, q *tableQuery, query inventory.VolumeQuery) (counts map[string]int, total int) {
	report, running := req.report(), s.running.ids(s.Operations)
	counts = map[string]int{}
	if query == (inventory.VolumeQuery{}) {
		for _, state := range coverage.States() {
			counts[string(state)] = report.Sum(state).Count
		}
		running.Each(func(id string) {
			if _, exists := req.view.Volume(id); exists {
				counts[coverageRunning]++
			}
		})
		return counts, len(req.view.Volumes)
	}
	req.view.EachVolume(query, func(vol *inventory.Volume) {
		total++
		counts[string(report.State(vol.ID))]++
		if running.Has(vol.ID) {
			counts[coverageRunning]++
		}
	})
	return counts, total
}
