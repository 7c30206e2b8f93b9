package volumes

import (
	"strconv"

	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) volumeTabs(req web.Request, q *table.Query, query inventory.VolumeQuery) []ui.ListTab {
	query.Among, query.Order, query.Ranks, query.Paging = nil, inventory.Order{}, nil, inventory.Paging{}
	counts, total := s.countVolumes(req, query)
	selected := q.Values.Get(volumelist.CoverageKey)
	tabs := []ui.ListTab{{Text: "All", Value: "", N: total, Href: q.Link(volumelist.CoverageKey, "", "page", ""), Current: selected == ""}}
	for _, o := range volumelist.CoverageOptions() {
		tabs = append(tabs, ui.ListTab{
			Text: o.Text, Value: o.Value, N: counts[o.Value], Href: q.Link(volumelist.CoverageKey, o.Value, "page", ""), Current: selected == o.Value,
		})
	}
	if !req.Report().Complete {
		for i := range tabs[1:] {
			tabs[i+1].Unknown = tabs[i+1].Value != volumelist.CoverageRunning
		}
	}
	for i := range tabs {
		tabs[i].Count = strconv.Itoa(tabs[i].N)
	}
	return tabs
}

func (s *Handlers) countVolumes(req web.Request, query inventory.VolumeQuery) (counts map[string]int, total int) {
	report, running := req.Report(), s.RunningVolumes()
	counts = map[string]int{}
	if query == (inventory.VolumeQuery{}) {
		for _, state := range coverage.States() {
			counts[string(state)] = report.Sum(state).Count
		}
		running.Each(func(id string) {
			if _, exists := req.View.Volume(id); exists {
				counts[volumelist.CoverageRunning]++
			}
		})
		return counts, len(req.View.Volumes)
	}
	req.View.EachVolume(query, func(vol *inventory.Volume) {
		total++
		counts[string(report.State(vol.ID))]++
		if running.Has(vol.ID) {
			counts[volumelist.CoverageRunning]++
		}
	})
	return counts, total
}
