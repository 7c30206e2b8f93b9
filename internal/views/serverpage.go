package views

import "snapdeck/internal/views/ui"

// Server is the page of one server, with the sets of its volumes.
type Server struct {
	ID, Name      string
	Pill          ui.Pill
	Facts         []ui.Fact
	Operations    []Operation
	Timeline      Timeline
	List, SetList ui.List
	Volumes, Sets []ui.Row
	Idle          bool // nothing is attached to it
}
