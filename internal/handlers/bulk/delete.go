package bulk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/sourceview"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// bulkDelete plans the deletion of the snapshots that are neither locked nor already being deleted.
func (s *Handlers) bulkDelete(f bulkForm) bulkPlan {
	deletions := s.deletable(&f)
	lost := s.volumesLosingLastCopy(f.Request, deletions)
	r := views.SnapshotReview{
		Title: "Delete " + texts.SnapshotCountText(len(deletions)), Danger: true, Effect: "When", States: true, Errors: map[string]string{},
		LosingLastCopy: lost.links, Facts: deletionFacts(f.Request, deletions),
	}
	for _, snap := range deletions {
		row := s.bulkRow(f, snap)
		row.Effects = []string{s.deletionTimeText(snap)}
		r.Rows = append(r.Rows, row)
	}
	for _, snap := range f.dropped {
		row := s.bulkRow(f, snap)
		row.Dropped = true
		r.Rows = append(r.Rows, row)
	}
	if !s.differInTime(slices.Concat(f.snapshots, f.dropped)) {
		r.Effect = "" // the note says when
	}
	r.Selectable = paths.BulkSnapshots + f.action
	if len(deletions) > 0 {
		r.Button = r.Title
	}
	r.Notes = s.undoNotes(deletions)
	var requests []operation.Request
	for _, snap := range deletions {
		requests = append(requests, s.Engine.Deletion(snap.ID, operation.Consent{LastGood: lost.by[snap.ID]}))
	}
	r.Phrase = s.Engine.Phrase(requests...)
	return bulkPlan{review: r, skipped: f.skipped, requests: requests}
}

// ShowDeletions shows the form that confirms to delete snapshots.
func (s *Handlers) ShowDeletions(c echo.Context, snapshotIDs []string) error {
	f := s.bulkFormOf(c, "delete", url.Values{"snap": snapshotIDs})
	return s.showPlan(c, f, s.bulkDelete(f), http.StatusOK)
}

// deletable returns the snapshots that may be deleted, and leaves out the others with a reason.
func (s *Handlers) deletable(f *bulkForm) []inventory.Snapshot {
	var deletions []inventory.Snapshot
	for _, snap := range f.snapshots {
		op, leaving := s.Operations.Deletion(snap.ID)
		lock := s.list.LockView(f.Request, snap.ID)
		switch {
		case lock != nil:
			f.skip(snap, operation.Obstacle{Code: operation.CauseLocked, Text: lockText(*lock) + " It will not be deleted."})
		case s.Operations.Needed(snap.ID):
			f.skip(snap, operation.Obstacle{Code: operation.CauseInUse, Text: "A restore needs it. It will not be deleted."})
		case leaving && op.Planned():
			f.skip(snap, operation.Obstacle{Code: operation.ObstacleDeletionPlanned, Text: "Its deletion is planned already, " + f.Due(op.NotBefore).Ago + "."})
		case leaving:
			f.skip(snap, operation.Obstacle{Code: operation.ObstacleBeingDeleted, Text: "It is already being deleted."})
		default:
			deletions = append(deletions, snap)
		}
	}
	return deletions
}

func lockText(l views.LockView) string {
	if l.Until == nil {
		return l.Head() + ": " + l.Reason + "."
	}
	return l.Head() + " until " + l.Day + ": " + l.Reason + "."
}

// deletesAtOnce reports whether the deletion of a snapshot cannot be undone.
func (s *Handlers) deletesAtOnce(snap inventory.Snapshot) bool {
	return snap.Metadata.State == inventory.StateFailed || s.UndoWindow == 0
}

// differInTime reports whether some snapshots are deleted at once and others are not.
func (s *Handlers) differInTime(snapshots []inventory.Snapshot) bool {
	return slices.ContainsFunc(snapshots, func(snap inventory.Snapshot) bool { return s.deletesAtOnce(snap) != s.deletesAtOnce(snapshots[0]) })
}

func (s *Handlers) deletionTimeText(snap inventory.Snapshot) string {
	if s.deletesAtOnce(snap) {
		return "immediately"
	}
	return "in " + texts.UndoText(s.UndoWindow)
}

// undoNotes returns sentences about which deletions can be undone, and for how long.
func (s *Handlers) undoNotes(deletions []inventory.Snapshot) []string {
	atOnce := 0
	for _, snap := range deletions {
		if s.deletesAtOnce(snap) {
			atOnce++
		}
	}
	var notes []string
	if n := len(deletions) - atOnce; n > 0 {
		notes = append(notes, fmt.Sprintf("%s %s after you confirm. You can undo all or single ones until then.",
			quantity.Plural(n, "snapshot is deleted", "snapshots are deleted"), texts.UndoText(s.UndoWindow)))
	}
	if atOnce > 0 {
		notes = append(notes, quantity.Plural(atOnce, "snapshot is deleted", "snapshots are deleted")+" immediately. This cannot be undone.")
	}
	return notes
}

func deletionFacts(req web.Request, deletions []inventory.Snapshot) []ui.Fact {
	failed, cost := 0, price.Sum{}
	for _, snap := range deletions {
		cost = cost.Plus(req.View.CostOfSnapshot(snap.ID))
		if snap.Metadata.State == inventory.StateFailed {
			failed++
		}
	}
	list := []ui.Fact{
		{Label: "Snapshots", Text: quantity.Count(len(deletions))},
		sizeFact("Freed", deletions),
	}
	list = append(list, money.CostFact(req.View.Prices, "Saves", cost)...)
	if failed > 0 {
		list = append(list, ui.Fact{Label: "Failed among them", Text: quantity.Count(failed)})
	}
	return list
}

// losses holds the volumes that would lose their last good snapshot.
type losses struct {
	links []ui.Link
	by    map[string]bool // the IDs of the snapshots that are the last good ones
}

func (s *Handlers) volumesLosingLastCopy(req web.Request, deletions []inventory.Snapshot) losses {
	going := map[string]bool{}
	for _, snap := range deletions {
		going[snap.ID] = true
	}
	remaining := s.list.Remaining(req, func(id string) bool { return going[id] })
	lost, seen := losses{by: map[string]bool{}}, map[string]bool{}
	for _, snap := range deletions {
		for _, volumeID := range remaining.LosingLast(snap) {
			lost.by[snap.ID] = true
			if !seen[volumeID] {
				seen[volumeID] = true
				lost.links = append(lost.links, sourceview.SourceVolume(req.View, volumeID))
			}
		}
	}
	return lost
}
