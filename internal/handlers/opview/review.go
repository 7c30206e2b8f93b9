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
	if op.Kind.Spec().Retry == operation.RetryDeletion {
		_, exists := req.View.Snapshot(op.SnapshotID)
		if !exists || op.Prevented() == "" && !op.CanBeRetried() {
			return ui.Link{}
		}
		return ui.Link{Text: "Review deletion", Href: paths.AgainHref(op)}
	}
	inRestore := op.Chain != "" && op.Kind.Spec().Retry == operation.RetryReviewed
	if op.Prevented() != "" || op.CanBeRetried() && (op.Kind.Destroys() || inRestore) {
		return ui.Link{Text: "Review and try again", Href: paths.AgainHref(op)}
	}
	return ui.Link{}
}
