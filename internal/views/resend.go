package views

import "snapdeck/internal/views/ui"

// Resent is a form about several things that was sent before, and what it can record now.
type Resent struct {
	Title, Text string
	Link        ui.Link // to what was recorded before
	Forms       []ResentForm
}

// ResentForm is one of the answers: a form that has all that was sent.
type ResentForm struct {
	Action, Button string
	Fields         []ui.HiddenField
}
