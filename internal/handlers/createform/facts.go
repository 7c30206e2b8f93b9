package createform

import (
	"fmt"
	"time"

	"snapdeck/internal/foreign"
	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// recently is the age below which an existing snapshot makes another one questionable.
const recently = time.Hour

// Facts holds what an operator should know before creating a snapshot.
type Facts struct {
	consistency string   // the state that the copy will be in
	Warnings    []string // reasons to think twice
	blocked     string   // why it cannot be created; empty if it can
}

// FactsOf gathers the facts about a volume that is about to be snapshotted.
func FactsOf(v *inventory.View, vol inventory.Volume, ops []operation.Operation, quota operation.Quota, now time.Time) Facts {
	return Facts{
		consistency: consistencyOf(v.ServersOn(vol.ID)),
		Warnings:    createWarnings(v, vol, ops, quota, now),
		blocked:     operation.CreateProblem(vol).Text,
	}
}

func consistencyOf(servers []inventory.Server) string {
	for _, s := range servers {
		if s.Running() {
			return fmt.Sprintf("Crash-consistent: %s is running (like a power cut).", s.Name)
		}
	}
	if len(servers) > 0 {
		return fmt.Sprintf("Consistent: %s is attached but off.", servers[0].Name)
	}
	return "Consistent: not attached to a server."
}

func createWarnings(v *inventory.View, vol inventory.Volume, ops []operation.Operation, quota operation.Quota, now time.Time) []string {
	var warnings []string
	for _, op := range ops {
		if op.Kind == operation.CreateSnapshot && !op.State.Final() {
			warnings = append(warnings, fmt.Sprintf("A snapshot of this volume is being created: %s, requested by %s.", quoted(op.Params.Name), op.Actor))
			break
		}
	}
	for _, s := range v.SnapshotsOf(vol.ID) {
		age := now.Sub(s.Metadata.CreatedDate)
		if s.Metadata.State == inventory.StateAvailable && age < recently {
			warnings = append(warnings, fmt.Sprintf("A snapshot of this volume was created %s: %s.", ageText(age), quoted(s.Name)))
			break
		}
	}
	if reason := quotas.Shortage(quota, "the snapshot needs", vol.SizeGB); reason != "" {
		warnings = append(warnings, reason)
	}
	if vol.Metadata.State == inventory.StateBusy {
		warnings = append(warnings, "Another change holds the volume. IONOS Cloud starts the snapshot after it.")
	}
	return warnings
}

func quoted(name string) string { return foreign.Quoted(texts.Truncate(name, 80)) }

func ageText(age time.Duration) string {
	switch {
	case age < time.Minute:
		return "less than a minute ago"
	case age < 2*time.Minute:
		return "a minute ago"
	default:
		return fmt.Sprintf("%d minutes ago", int(age.Minutes()))
	}
}
