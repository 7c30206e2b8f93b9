package opview

import (
	"time"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// DismissAction returns the button that dismisses the failures that the user has seen.
func DismissAction(cause, about string, seen time.Time) views.AttentionAction {
	return views.AttentionAction{
		Text: "Dismiss", About: ": " + about, Href: paths.DismissPath, Post: true, Quiet: true,
		Fields: []ui.HiddenField{{Name: "cause", Value: cause}, {Name: "seen", Value: seen.UTC().Format(time.RFC3339Nano)}},
	}
}
