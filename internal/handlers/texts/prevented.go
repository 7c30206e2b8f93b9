package texts

import (
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

// PreventedWord describes what was not done, and why: "Not deleted: locked".
func PreventedWord(op operation.Operation) string {
	done := op.Kind.Spec().Words.NotDone
	if op.Prevented() == operation.CauseBackupRestored {
		done = "Cancelled"
	}
	return done + ": " + withinSentence(op.Explain().Title)
}

// preventedPill returns the badge of an operation that was not carried out.
func preventedPill(op operation.Operation) ui.Pill {
	icon := "lock"
	switch op.Prevented() {
	case operation.CauseUnreadable:
		icon = "question"
	case operation.CauseBackupRestored:
		icon = "clock"
	}
	return ui.Pill{Tone: "prevented", Icon: icon, Label: PreventedWord(op), Title: op.Failure.Text}
}
