package resource

import (
	"snapdeck/internal/operation"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Skipped is what a batch or a set leaves out, and why.
func Skipped(subject ui.Link, why operation.Obstacle) views.Skipped {
	return views.Skipped{Subject: subject, Code: why.Code, Reason: why.Text}
}
