package sources

import (
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// datacenterOf returns the data center of a pair's volume, also of one that no longer exists.
func (f *sourceConfirmation) datacenterOf(p sourceview.Pair) string {
	if vol, exists := f.View.Volume(p.VolumeID); exists {
		return vol.DatacenterID
	}
	inference, _ := f.View.Inference(p.SnapshotID)
	candidate, _ := inference.Candidate(p.VolumeID)
	return candidate.DatacenterID
}

func (f *sourceConfirmation) labels(p sourceview.Pair) []operation.LabelChange {
	if p.VolumeID == "" {
		return operation.DeniedSource()
	}
	return operation.ConfirmedSource(f.datacenterOf(p), p.VolumeID)
}

// confidenceOf returns how certain Snapdeck is that the user is right, and why.
func (f *sourceConfirmation) confidenceOf(p sourceview.Pair) (ui.Pill, []string) {
	inference, inferred := f.View.Inference(p.SnapshotID)
	candidate, named := inference.Candidate(p.VolumeID)
	switch {
	case inferred && named:
		return sourceview.ConfidencePill(inventory.Finding{Confidence: inference.Confidence}), candidate.Evidence
	case p.VolumeID == "":
		return ui.Pill{Tone: "quiet", Icon: "cross", Label: "None of them", Title: "Set manually"}, nil
	default:
		return ui.Pill{Tone: "quiet", Icon: "check", Label: "Manual", Title: "Snapdeck found no evidence for this volume"}, nil
	}
}

// labelRow returns the row of a label that will be written, with a general value where several snapshots differ.
func labelRow(c operation.LabelChange, alone bool) views.LabelRow {
	row := views.LabelRow{Key: c.Key, Value: c.Value}
	switch {
	case c.Remove:
		row.Value = "removed, if it is there"
	case alone:
	case c.Key == inventory.LabelVolume:
		row.Value = "the volume's id"
	case c.Key == inventory.LabelDatacenter:
		row.Value = "the data center's id"
	}
	return row
}
