package views

import "snapdeck/internal/views/ui"

// Server holds the page of one server, with the sets of its volumes.
type Server struct {
	ID, Name      string
	Pill          ui.Pill
	Facts         []ui.Fact
	Operations    []Operation
	Timeline      Timeline
	List, SetList ui.List
	Volumes, Sets []ui.Row
	Idle          bool // no volume is attached to it
}
