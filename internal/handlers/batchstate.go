package handlers

import (
	"strings"

	"snapdeck/internal/operation"
	"snapdeck/internal/views"
)

// batchEnd are the words for how a batch ended: all of it, some of it, none of it.
type batchEnd struct{ all, part, none string }

func batchEndOf(kind operation.Kind) batchEnd {
	switch kind {
	case operation.CreateSnapshot:
		return batchEnd{"All available", "Partly available", "Nothing created"}
	case operation.DeleteSnapshot:
		return batchEnd{"All deleted", "Partly deleted", "Nothing deleted"}
	default:
		return batchEnd{"All done", "Partly done", "Nothing done"}
	}
}

func batchPill(ops []operation.Operation, o operation.BatchCounts) views.Pill {
	end := batchEndOf(commonKind(ops))
	switch {
	case o.Running == 0 && o.Waiting > 0 && plannedFirst(ops).Planned():
		return views.Pill{Tone: "warn", Icon: "clock", Label: "Planned"}
	case o.Open() > 0:
		return views.Pill{Tone: "busy", Icon: "spin", Label: "In progress"}
	case o.Done == o.Total():
		return views.Pill{Tone: "good", Icon: "check", Label: end.all}
	case o.Done > 0:
		return views.Pill{Tone: "warn", Icon: "alert", Label: end.part}
	case o.Failed > 0:
		return views.Pill{Tone: "bad", Icon: "cross", Label: "Failed"}
	case o.Prevented > 0:
		return views.Pill{Tone: "prevented", Icon: "lock", Label: end.none}
	default:
		return views.Pill{Tone: "quiet", Icon: "dash", Label: end.none}
	}
}

// batchCounts are how many of a batch are how far. Each leads to those alone, unless they are
// steps that follow each other.
func batchCounts(q tableQuery, ops []operation.Operation, o operation.BatchCounts) []views.BatchShare {
	done, waiting := "done", "waiting"
	if kind := commonKind(ops); kind != "" {
		done = strings.ToLower(kindLabelsOf(kind).done)
	}
	if plannedFirst(ops).Planned() {
		waiting = "planned"
	}
	skipped := countSkipped(ops)
	var counts []views.BatchShare
	for _, c := range []struct {
		of, word, tone string
		n              int
	}{
		{"done", done, "good", o.Done}, {"running", "in progress", "busy", o.Running}, {"waiting", waiting, "quiet", o.Waiting},
		{"prevented", "not carried out", "prevented", o.Prevented}, {"", "not begun", "quiet", skipped}, {"failed", "failed", "bad", o.Failed - skipped},
		{"unknown", "unknown", "warn", o.Unknown}, {"cancelled", "cancelled", "quiet", o.Cancelled},
	} {
		if c.n <= 0 {
			continue
		}
		share := views.BatchShare{Label: c.word, N: c.n, Tone: c.tone}
		if !isChain(ops) {
			share.Href, share.Selected = q.link("only", c.of, "page", ""), q.values.Get("only") == c.of
		}
		counts = append(counts, share)
	}
	return counts
}

// countSkipped counts the steps that were not begun, since the one before did not get done.
func countSkipped(ops []operation.Operation) int {
	n := 0
	for _, op := range operation.LatestAttempts(ops) {
		if neverStarted(op) {
			n++
		}
	}
	return n
}

// plannedFirst is the first operation of a batch that waits.
func plannedFirst(ops []operation.Operation) operation.Operation {
	for _, op := range ops {
		if op.State.CanBeCancelled() {
			return op
		}
	}
	return operation.Operation{}
}

// plannedUndo is what the button says that undoes what has not begun in a batch, and when that
// begins if it is planned.
func plannedUndo(req pageRequest, ops []operation.Operation) (button string, at *views.Moment) {
	n := operation.CountBatch(ops).Waiting
	if n == 0 {
		return "", nil
	}
	if first := plannedFirst(ops); first.Planned() {
		when := req.due(first.NotBefore)
		return "Undo all " + views.Count(n) + " that have not begun", &when
	}
	return "Cancel the " + views.Count(n) + " that have not begun", nil
}
