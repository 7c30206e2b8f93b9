package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// datacenterOf is the data center of a pair's volume, which may be gone.
func (f *sourceConfirmation) datacenterOf(p sourcePair) string {
	if vol, exists := f.view.Volume(p.volumeID); exists {
		return vol.DatacenterID
	}
	inference, _ := f.inferences.Of(p.snapshotID)
	candidate, _ := inference.Candidate(p.volumeID)
	return candidate.DatacenterID
}

// labels are what is written for a pair.
func (f *sourceConfirmation) labels(p sourcePair) []operation.LabelChange {
	if p.volumeID == "" {
		return operation.DeniedSource()
	}
	return operation.ConfirmedSource(f.datacenterOf(p), p.volumeID)
}

// confidenceOf is how sure Snapdeck is of what a person says, and by what.
func (f *sourceConfirmation) confidenceOf(p sourcePair) (views.Pill, []string) {
	inference, inferred := f.inferences.Of(p.snapshotID)
	candidate, named := inference.Candidate(p.volumeID)
	switch {
	case inferred && named:
		return confidencePill(inventory.Inference{Confidence: inference.Confidence}), candidate.Evidence
	case p.volumeID == "":
		return views.Pill{Tone: "quiet", Icon: "cross", Label: "None of them", Title: "Chosen by hand"}, nil
	default:
		return views.Pill{Tone: "quiet", Icon: "check", Label: "By hand", Title: "Nothing that Snapdeck sees speaks for it"}, nil
	}
}

// labelRow is a label that is to be written; of several snapshots its value differs.
func labelRow(c operation.LabelChange, alone bool) views.LabelRow {
	row := views.LabelRow{Key: c.Key, Value: c.Value}
	switch {
	case c.Remove:
		row.Value = "removed, if it is there"
	case alone:
	case c.Key == inventory.LabelVolume:
		row.Value = "the volume’s id"
	case c.Key == inventory.LabelDatacenter:
		row.Value = "the data center’s id"
	}
	return row
}

// sourceBeingWritten is the operation that writes the source of a snapshot just now.
func (s *Server) sourceBeingWritten(snapshotID string) (operation.Operation, bool) {
	for _, op := range s.Operations.OnSnapshot(snapshotID) {
		if op.SetsSource() && !op.State.Final() {
			return op, true
		}
	}
	return operation.Operation{}, false
}
