package views

import "snapdeck/internal/views/ui"

// Resent is a form about several resources that was sent before, and what it can record now.
type Resent struct {
	Title, Text string
	Link        ui.Link // link to what was recorded before
	Forms       []ResentForm
}

// ResentForm is one of the choices: a form with everything that was sent.
type ResentForm struct {
	Action, Button string
	Fields         []ui.HiddenField
}
