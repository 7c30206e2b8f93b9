package resource

import (
	"snapdeck/internal/operation"
)

// EffectiveChanges returns the changes that differ from the current labels.
func EffectiveChanges(changes []operation.LabelChange, now map[string]string) []operation.LabelChange {
	var effective []operation.LabelChange
	for _, c := range changes {
		value, exists := now[c.Key]
		if c.Remove && exists || !c.Remove && (!exists || value != c.Value) {
			effective = append(effective, c)
		}
	}
	return effective
}
