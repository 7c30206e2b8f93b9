package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// preventedWord says what was not done and why, such as "Not deleted: locked".
func preventedWord(op operation.Operation) string {
	cause := op.Prevented()
	if cause == operation.CauseBackupRestored {
		return "Cancelled: a backup was restored"
	}
	return notDone(op.Kind) + ": " + causeWord(op.Kind, cause)
}

func notDone(kind operation.Kind) string {
	switch kind {
	case operation.DeleteSnapshot:
		return "Not deleted"
	case operation.RestoreVolume:
		return "Not overwritten"
	case operation.StopServer:
		return "Not powered off"
	default:
		return "Cancelled"
	}
}

func causeWord(kind operation.Kind, cause string) string {
	switch cause {
	case operation.CauseLocked:
		return "locked"
	case operation.CauseLastGood:
		return "last good snapshot"
	case operation.CauseUnreadable:
		return "could not be checked"
	case operation.CauseRightLost:
		return "no longer allowed"
	case operation.CauseSafetyMissing:
		return "safety snapshot missing"
	case operation.CauseInUse:
		return inUseWord(kind)
	default:
		return cause
	}
}

func inUseWord(kind operation.Kind) string {
	switch kind {
	case operation.RestoreVolume:
		return "a server is running"
	case operation.StopServer:
		return "snapshot not available"
	default:
		return "in use by a restore"
	}
}

// preventedPill is the badge of what was not carried out.
func preventedPill(op operation.Operation) views.Pill {
	icon := "lock"
	switch op.Prevented() {
	case operation.CauseUnreadable:
		icon = "question"
	case operation.CauseBackupRestored:
		icon = "clock"
	}
	return views.Pill{Tone: "prevented", Icon: icon, Label: preventedWord(op), Title: op.Failure.Text}
}

// reviewOf is the form in which what was not carried out, or failed and destroys, is confirmed again.
func reviewOf(req pageRequest, op operation.Operation) views.Link {
	if op.Kind == operation.DeleteSnapshot {
		_, exists := req.view.Snapshot(op.SnapshotID)
		if !exists || op.Prevented() == "" && !op.CanBeRetried() {
			return views.Link{}
		}
		return views.Link{Text: "Review deletion", Href: againHref(op)}
	}
	inRestore := op.Chain != "" && op.Kind != operation.CreateVolume && op.Kind != operation.AttachVolume
	if op.Prevented() != "" || op.CanBeRetried() && (op.Kind.Destroys() || inRestore) {
		return views.Link{Text: "Review and try again", Href: againHref(op)}
	}
	return views.Link{}
}

// How long the overview shows what was not carried out, how far back such an operation may have been
// requested, and how many are shown.
const (
	preventedSince = 24 * time.Hour
	preventedFrom  = 3 * preventedSince
	preventedShown = 10
	preventedRead  = 200
)

// preventedLately are the operations that were not carried out in the last day, newest first.
func (s *Server) preventedLately(req pageRequest) (views.PreventedList, error) {
	ops, _, err := s.Ledger.List(req.ctx, operation.Filter{Prevented: true, Since: req.now.Add(-preventedFrom), Limit: preventedRead})
	if err != nil {
		return views.PreventedList{}, fmt.Errorf("list what was not carried out: %w", err)
	}
	ops = slices.DeleteFunc(ops, func(op operation.Operation) bool { return req.now.Sub(op.FinishedAt) >= preventedSince })
	slices.SortStableFunc(ops, func(x, y operation.Operation) int {
		return cmp.Or(y.FinishedAt.Compare(x.FinishedAt), strings.Compare(y.ID, x.ID))
	})
	var list views.PreventedList
	for _, op := range ops[:min(len(ops), preventedShown)] {
		list.Rows = append(list.Rows, s.operationView(req, op))
	}
	list.More = len(ops) - len(list.Rows)
	return list, nil
}
