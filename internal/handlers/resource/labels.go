package resource

import (
	"snapdeck/internal/operation"
)

// EffectiveChanges are the changes that would change anything about these labels.
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
