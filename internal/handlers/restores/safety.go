package restores

import (
	"fmt"

	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views/ui"
)

// safetyKey is the parameter whose value "no" restores without safety snapshots.
const safetyKey = "safety"

// safetyOf holds what the safety snapshots of volumes need.
type safetyOf struct {
	facts    []ui.Fact
	warnings []string
	problem  string // why IONOS Cloud would certainly refuse them, so nothing would be overwritten; or ""
}

// safetyFacts describes what the safety snapshots of volumes need, and whether they fit into the quota.
func (s *Handlers) safetyFacts(req web.Request, volumeIDs ...string) (found safetyOf) {
	var total quantity.Total
	var cost price.Sum
	for _, id := range volumeIDs {
		vol, _ := req.View.Volume(id)
		dc, _ := req.View.Datacenter(vol.DatacenterID)
		total.Add(vol.SizeGB)
		cost = cost.Plus(req.View.Prices.Of(dc.Location, vol.SizeGB))
	}
	quota := quotas.HDD(s.Base, req)
	text := total.Text() + " of HDD quota until deleted"
	if total.GB <= 0 {
		text = "counts against the HDD quota until deleted, size unknown"
	}
	if quota.Known() {
		text += "; " + quantity.FreeGB(quota.Free())
	}
	found.facts = append([]ui.Fact{{Label: "Safety snapshot", Text: text}}, money.CostFact(req.View.Prices, "Cost of it", cost)...)
	what := "the safety snapshot needs"
	if len(volumeIDs) > 1 {
		what = "the safety snapshots need"
	}
	switch reason := quotas.Shortage(quota, what, total.GB); {
	case reason == "":
	case quota.RoomFor(total.GB) == operation.RoomNone:
		found.problem = reason + " Nothing would be overwritten."
	default:
		found.warnings = append(found.warnings, reason+" Without a safety snapshot nothing is overwritten.")
	}
	return found
}

// freeText describes the space that is left for a new volume.
func (s *Handlers) freeText(req web.Request) string {
	words := ""
	for _, kind := range []struct {
		name  string
		quota operation.Quota
	}{{"HDD", quotas.HDD(s.Base, req)}, {"SSD", operation.SSDQuota(req.View, s.Operations.Running())}} {
		if kind.quota.Known() {
			words += fmt.Sprintf(" %s are free on %s.", quantity.GB(max(0, kind.quota.Free())), kind.name)
		}
	}
	return words
}
