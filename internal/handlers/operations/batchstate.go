package operations

import (
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// batchPill returns the badge of a batch's progress; kind is "" when its steps differ.
func batchPill(kind operation.Kind, o operation.BatchCounts) ui.Pill {
	end := kind.Spec().Words.Batch
	switch {
	case o.Running == 0 && o.Planned > 0:
		return ui.Pill{Tone: "warn", Icon: "clock", Label: "Planned"}
	case o.Open() > 0:
		return ui.Pill{Tone: "busy", Icon: "spin", Label: "In progress"}
	case o.Done == o.Total():
		return ui.Pill{Tone: "good", Icon: "check", Label: end.All}
	case o.Done > 0:
		return ui.Pill{Tone: "warn", Icon: "alert", Label: end.Part}
	case o.Failed > 0:
		return ui.Pill{Tone: "bad", Icon: "cross", Label: "Failed"}
	case o.Unknown > 0:
		return ui.Pill{Tone: "warn", Icon: "question", Label: "Unknown"}
	case o.Prevented > 0:
		return ui.Pill{Tone: "prevented", Icon: "lock", Label: end.None}
	default:
		return ui.Pill{Tone: "quiet", Icon: "dash", Label: end.None}
	}
}

// batchCounts returns the number of operations by outcome, each with a link to them unless they are steps.
func batchCounts(q table.Query, ops []operation.Operation, o operation.BatchCounts) []views.BatchShare {
	var counts []views.BatchShare
	for _, c := range texts.BatchShares(texts.CommonKind(ops), o) {
		share := views.BatchShare{Label: c.Word, N: c.N, Tone: c.Tone}
		if !texts.IsChain(ops) {
			share.Href, share.Selected = q.Link("only", c.Of, "page", ""), q.Values.Get("only") == c.Of
		}
		counts = append(counts, share)
	}
	return counts
}

// plannedUndo returns the text of the button that cancels what has not started in a batch, and the time at which that
// is planned to start.
func plannedUndo(req web.Request, ops []operation.Operation) (button string, at *ui.Moment) {
	n := operation.CountBatch(ops).Waiting
	if n == 0 {
		return "", nil
	}
	if first := texts.PlannedFirst(ops); first.Planned() {
		return "Undo " + quantity.Count(n) + " planned", new(req.Due(first.NotBefore))
	}
	return "Cancel " + quantity.Count(n) + " waiting", nil
}
