package bulk

import (
	"maps"
	"slices"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// bulkLabel sets one label and removes others, except Snapdeck's own.
func (s *Handlers) bulkLabel(f bulkForm) bulkPlan {
	fields := labelFields(f)
	changes, reason := labelChangesIn(fields)
	r := views.SnapshotReview{Preview: paths.BulkSnapshots + f.action, Effect: "Labels", Label: &fields, Errors: map[string]string{}}
	if reason != "" {
		r.Errors["label"] = reason
	}
	var requests []operation.Request
	for _, snap := range f.snapshots {
		row, now := s.bulkRow(f, snap), plainLabels(f.View, snap.ID)
		effective := resource.EffectiveChanges(changes, now)
		row.Effects = labelEffects(effective, now)
		row.Unchanged = len(changes) > 0 && len(effective) == 0
		if len(changes) == 0 {
			row.Effects = labelTexts(now)
		}
		r.Rows = append(r.Rows, row)
		if len(effective) > 0 {
			requests = append(requests, operation.Labelling(snap.ID, effective))
		}
	}
	r.Title = "Label " + texts.SnapshotCountText(len(r.Rows))
	r.Facts = []ui.Fact{{Label: "Snapshots", Text: quantity.Count(len(r.Rows))}}
	if len(changes) > 0 {
		r.Effect = "What changes"
		r.Facts = []ui.Fact{
			{Label: "Change", Text: quantity.Count(len(requests))}, {Label: "Stay as they are", Text: quantity.Count(len(r.Rows) - len(requests))},
		}
	}
	if len(requests) > 0 && reason == "" {
		r.Button = "Label " + texts.SnapshotCountText(len(requests))
	}
	if f.recording && len(changes) == 0 && reason == "" {
		r.Errors["label"] = "Give a key and a value, or tick what is to be removed."
	}
	return bulkPlan{review: r, invalid: len(r.Errors) > 0, skipped: f.skipped, requests: requests}
}

// labelFields returns the fields as the user filled them in, with the labels that can be removed.
func labelFields(f bulkForm) views.LabelFields {
	fields := views.LabelFields{Key: f.values.Get("label"), Value: f.values.Get("value")}
	carried := map[string]int{}
	for _, snap := range f.snapshots {
		for key := range plainLabels(f.View, snap.ID) {
			carried[key]++
		}
	}
	for _, key := range slices.Sorted(maps.Keys(carried)) {
		fields.Present = append(fields.Present, views.LabelChoice{Key: key, N: carried[key], Removed: slices.Contains(f.values["remove"], key)})
	}
	return fields
}

// labelChangesIn returns the changes that the fields request, or the reason why they are invalid.
func labelChangesIn(fields views.LabelFields) (changes []operation.LabelChange, reason string) {
	if fields.Key != "" || fields.Value != "" {
		set, reason := operation.LabelChange{Key: fields.Key, Value: fields.Value}.Clean()
		if reason != "" {
			return nil, reason
		}
		changes = append(changes, set)
	}
	for _, p := range fields.Present {
		if !p.Removed {
			continue
		}
		if len(changes) > 0 && changes[0].Key == p.Key {
			return nil, "The label " + p.Key + " cannot be set and removed at once."
		}
		changes = append(changes, operation.LabelChange{Key: p.Key, Remove: true})
	}
	return changes, ""
}

// plainLabels returns the labels of a snapshot, except Snapdeck's own.
func plainLabels(v *inventory.View, snapshotID string) map[string]string {
	labels := map[string]string{}
	for _, l := range v.LabelsOf(snapshotID) {
		if !inventory.OwnLabel(l.Key) {
			labels[l.Key] = l.Value
		}
	}
	return labels
}

func labelEffects(changes []operation.LabelChange, now map[string]string) []string {
	var effects []string
	for _, c := range changes {
		value, exists := now[c.Key]
		switch {
		case c.Remove:
			effects = append(effects, "removes "+c.Key+"="+value)
		case exists:
			effects = append(effects, "changes "+c.Key+" from "+value+" to "+c.Value)
		default:
			effects = append(effects, "adds "+c.Key+"="+c.Value)
		}
	}
	return effects
}

func labelTexts(labels map[string]string) []string {
	var texts []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		texts = append(texts, key+"="+labels[key])
	}
	return texts
}
