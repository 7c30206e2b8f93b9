package opview

import (
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// reviewOf links to the form that confirms again an operation that was not carried out, or that failed and is
// destructive.
func reviewOf(req web.Request, op operation.Operation) ui.Link {
	if op.Prevented() == "" && !op.CanBeRetried() {
		return ui.Link{}
	}
	switch op.HowToRetry() {
	case operation.RetryAsNew:
		if _, exists := req.View.Snapshot(op.SnapshotID); exists {
			return ui.Link{Text: "Review deletion", Href: paths.AgainHref(op)}
		}
	case operation.RetryReviewed:
		return ui.Link{Text: "Review and try again", Href: paths.AgainHref(op)}
	case operation.RetryAtOnce: // its button needs no form
	}
	return ui.Link{}
}
