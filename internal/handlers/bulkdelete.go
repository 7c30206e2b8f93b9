package handlers

import (
	"fmt"
	"strconv"

	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/views"
)

// bulkDelete plans the deletion of what is neither locked nor on its way out.
func (s *Server) bulkDelete(f bulkForm) bulkPlan {
	doomed := s.deletable(&f)
	lost := s.losing(f.asked, doomed)
	r := views.SnapshotReview{
		Title: "Delete " + snapshotsWord(len(doomed)), Danger: true, Effect: "When", States: true, Errors: map[string]string{},
		Lost: lost.links, Facts: deletionFacts(f.asked, doomed),
	}
	for _, snap := range doomed {
		row := s.bulkRow(f, snap)
		row.Effects = []string{s.deletedWhen(snap)}
		r.Rows = append(r.Rows, row)
	}
	if len(doomed) > 0 {
		r.Button = r.Title
	}
	r.Phrase = phraseFor(len(doomed), len(r.Lost) > 0)
	r.Notes = s.undoNotes(doomed)
	wrong := f.recording && r.Phrase != "" && !samePhrase(f.values.Get("phrase"), r.Phrase)
	if wrong {
		r.Errors["phrase"] = "That is not the phrase. Nothing was deleted."
	}
	plan := bulkPlan{review: r, wrong: wrong, left: f.left}
	for _, snap := range doomed {
		plan.requests = append(plan.requests, s.Engine.Deletion(snap.ID, operation.Consent{LastGood: lost.by[snap.ID]}))
	}
	return plan
}

// deletable are the snapshots that may be deleted. Of the others it says why they stay.
func (s *Server) deletable(f *bulkForm) []inventory.Snapshot {
	var doomed []inventory.Snapshot
	for _, snap := range f.snaps {
		op, leaving := s.Board.Deletion(snap.ID)
		lock := s.lockView(f.asked, snap.ID)
		switch {
		case lock != nil:
			f.leave(snap, lockWords(*lock)+" It is kept.")
		case s.Board.Needed(snap.ID):
			f.leave(snap, "A restore needs it. It is kept.")
		case leaving && op.Planned():
			f.leave(snap, "Its deletion is planned already, "+f.moment(op.NotBefore).Ago+".")
		case leaving:
			f.leave(snap, "It is being deleted already.")
		default:
			doomed = append(doomed, snap)
		}
	}
	return doomed
}

// lockWords say in a sentence that a snapshot is locked, until when and why.
func lockWords(l views.LockView) string {
	if l.Until == nil {
		return "Locked: " + l.Reason + "."
	}
	return "Locked until " + l.Day + ": " + l.Reason + "."
}

// phraseFor is what is typed to delete so many snapshots, or "".
func phraseFor(n int, last bool) string {
	switch {
	case n > 1:
		return "delete " + strconv.Itoa(n) + " snapshots"
	case last:
		return lastPhrase
	default:
		return ""
	}
}

// goesAtOnce reports whether the deletion of a snapshot cannot be undone.
func (s *Server) goesAtOnce(snap inventory.Snapshot) bool {
	return snap.Metadata.State == inventory.StateFailed || s.UndoWindow == 0
}

func (s *Server) deletedWhen(snap inventory.Snapshot) string {
	if s.goesAtOnce(snap) {
		return "at once"
	}
	return "in " + undoWords(s.UndoWindow)
}

// undoNotes say what can be undone and for how long.
func (s *Server) undoNotes(doomed []inventory.Snapshot) []string {
	atOnce := 0
	for _, snap := range doomed {
		if s.goesAtOnce(snap) {
			atOnce++
		}
	}
	var notes []string
	if n := len(doomed) - atOnce; n > 0 {
		notes = append(notes, fmt.Sprintf("%s in %s. Until then they stay, and you can undo it for all or for single ones.",
			views.Plural(n, "snapshot is deleted", "snapshots are deleted"), undoWords(s.UndoWindow)))
	}
	if atOnce > 0 {
		notes = append(notes, views.Plural(atOnce, "snapshot is deleted", "snapshots are deleted")+" at once, which cannot be undone.")
	}
	return notes
}

func deletionFacts(a asked, doomed []inventory.Snapshot) []views.Fact {
	gb, failed, cost := gbOfSnapshots(doomed), 0, price.Sum{}
	for _, snap := range doomed {
		cost = cost.Plus(a.view.CostOfSnapshot(snap.ID))
		if snap.Metadata.State == inventory.StateFailed {
			failed++
		}
	}
	list := []views.Fact{
		{Label: "Snapshots", Text: views.Count(len(doomed))},
		{Label: "Freed, and no longer billed", Text: views.GB(gb), Title: views.Bytes(gb)},
	}
	list = append(list, a.costFact("Cost freed", cost)...)
	if failed > 0 {
		list = append(list, views.Fact{Label: "Failed ones among them", Text: views.Count(failed)})
	}
	return list
}

// losses are the volumes that have no good snapshot left when some are gone.
type losses struct {
	links []views.Link
	by    map[string]bool // the snapshots, by id, that are the last good ones
}

func (s *Server) losing(a asked, doomed []inventory.Snapshot) losses {
	going := map[string]bool{}
	for _, snap := range doomed {
		going[snap.ID] = true
	}
	lost, seen := losses{by: map[string]bool{}}, map[string]bool{}
	for _, snap := range doomed {
		for _, volumeID := range s.lastGoodOf(a, snap, func(id string) bool { return going[id] }) {
			lost.by[snap.ID] = true
			if !seen[volumeID] {
				seen[volumeID] = true
				lost.links = append(lost.links, sourceVolume(a.view, volumeID))
			}
		}
	}
	return lost
}
