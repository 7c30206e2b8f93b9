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

// causeWords explain why something was not carried out, and what to do next.
func causeWords(cause string) explanation {
	switch cause {
	case operation.CauseLocked:
		return explanation{Happened: "Nothing was deleted.", Next: "Unlock it on its page if it may be deleted, then request the deletion again."}
	case operation.CauseLastGood:
		return explanation{
			Happened: "The snapshot became the last good one of a volume after its deletion was requested.",
			Next:     "Review the deletion. To delete it all the same, confirm that it is the last one.",
		}
	case operation.CauseInUse:
		return explanation{Happened: "It is in use.", Next: "Wait until that is over, or end it. Then review it again."}
	case operation.CauseUnreadable:
		return explanation{
			Happened: "Snapdeck could not read from IONOS Cloud whether this was allowed.",
			Next:     "Check that IONOS Cloud can be read, then review it again.",
		}
	case operation.CauseBackupRestored:
		return explanation{
			Happened: "A backup of Snapdeck's database was restored, which still held this operation.",
			Next:     "Review it again if it is still wanted.",
		}
	case operation.CauseRightLost:
		return explanation{Happened: "The person who requested this may not do so any more.", Next: "Ask somebody who may."}
	default:
		return explanation{Happened: "The safety snapshot of the volume is not available.", Next: "Review the restore again. It takes a new safety snapshot."}
	}
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
