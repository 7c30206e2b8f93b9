package handlers

import (
	"fmt"

	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// safetyFacts tell what the safety snapshots of volumes take, and warn where the quota will
// most likely not do.
func (s *Server) safetyFacts(a asked, volumeIDs ...string) (facts []views.Fact, warnings []string) {
	total := 0.0
	var cost price.Sum
	for _, id := range volumeIDs {
		vol, _ := a.view.Volume(id)
		dc, _ := a.view.Datacenter(vol.DatacenterID)
		total += vol.SizeGB
		cost = cost.Plus(a.view.Prices.Of(dc.Location, vol.SizeGB))
	}
	quota := s.hddQuota(a)
	text := views.GB(total) + " of HDD quota until deleted"
	if quota.Known() {
		text = fmt.Sprintf("%s of HDD quota until deleted; %s are free", views.GB(total), views.GB(max(0, quota.Free())))
	}
	facts = append([]views.Fact{{Label: "For safety", Text: text}}, a.costFact("Cost of that", cost)...)
	if why := shortage(quota, "the safety snapshot needs", total); why != "" {
		warnings = append(warnings, why+" Then nothing is overwritten.")
	}
	return facts, warnings
}

// freeWords say how much room there is for a new volume.
func (s *Server) freeWords(a asked) string {
	words := ""
	for _, kind := range []struct {
		name  string
		quota operation.Quota
	}{{"HDD", s.hddQuota(a)}, {"SSD", operation.SSDQuota(a.view, s.Board.Running())}} {
		if kind.quota.Known() {
			words += fmt.Sprintf(" %s are free on %s.", views.GB(max(0, kind.quota.Free())), kind.name)
		}
	}
	return words
}
