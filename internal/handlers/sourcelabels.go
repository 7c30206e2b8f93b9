package handlers

import (
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// datacenterOf is the data center of a pair's volume, which may be gone.
func (f *confirming) datacenterOf(p sourcePair) string {
	if vol, there := f.view.Volume(p.volumeID); there {
		return vol.DatacenterID
	}
	guess, _ := f.guesses.Of(p.snapshotID)
	candidate, _ := guess.Names(p.volumeID)
	return candidate.DatacenterID
}

// labels are what is written for a pair.
func (f *confirming) labels(p sourcePair) []operation.LabelChange {
	if p.volumeID == "" {
		return operation.DeniedSource()
	}
	return operation.ConfirmedSource(f.datacenterOf(p), p.volumeID)
}

// gradeOf is how sure Snapdeck is of what a person says, and by what.
func (f *confirming) gradeOf(p sourcePair) (views.Pill, []string) {
	guess, guessed := f.guesses.Of(p.snapshotID)
	candidate, named := guess.Names(p.volumeID)
	switch {
	case guessed && named:
		return gradePill(inventory.Guess{Grade: guess.Grade}), candidate.Evidence
	case p.volumeID == "":
		return views.Pill{Tone: "quiet", Icon: "cross", Word: "None of them", Title: "Chosen by hand"}, nil
	default:
		return views.Pill{Tone: "quiet", Icon: "check", Word: "By hand", Title: "Nothing that Snapdeck sees speaks for it"}, nil
	}
}

// labelSaid is a label that is to be written; of several snapshots its value differs.
func labelSaid(c operation.LabelChange, alone bool) views.LabelRow {
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
	for _, op := range s.Board.OnSnapshot(snapshotID) {
		if op.SaysSource() && !op.State.Final() {
			return op, true
		}
	}
	return operation.Operation{}, false
}
