package handlers

import (
	"fmt"

	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// safetyFacts tell what the safety snapshots of volumes take, and warn where the quota will
// most likely not do.
func (s *Server) safetyFacts(req pageRequest, volumeIDs ...string) (facts []views.Fact, warnings []string) {
	total := 0.0
	var cost price.Sum
	for _, id := range volumeIDs {
		vol, _ := req.view.Volume(id)
		dc, _ := req.view.Datacenter(vol.DatacenterID)
		total += vol.SizeGB
		cost = cost.Plus(req.view.Prices.Of(dc.Location, vol.SizeGB))
	}
	quota := s.hddQuota(req)
	text := views.GB(total) + " of HDD quota until deleted"
	if quota.Known() {
		text = fmt.Sprintf("%s of HDD quota until deleted; %s are free", views.GB(total), views.GB(max(0, quota.Free())))
	}
	facts = append([]views.Fact{{Label: "For safety", Text: text}}, req.costFact("Cost of that", cost)...)
	if reason := shortage(quota, "the safety snapshot needs", total); reason != "" {
		warnings = append(warnings, reason+" Then nothing is overwritten.")
	}
	return facts, warnings
}

// freeText say how much room there is for a new volume.
func (s *Server) freeText(req pageRequest) string {
	words := ""
	for _, kind := range []struct {
		name  string
		quota operation.Quota
	}{{"HDD", s.hddQuota(req)}, {"SSD", operation.SSDQuota(req.view, s.Operations.Running())}} {
		if kind.quota.Known() {
			words += fmt.Sprintf(" %s are free on %s.", views.GB(max(0, kind.quota.Free())), kind.name)
		}
	}
	return words
}
