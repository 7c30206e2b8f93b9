package views

import "snapdeck/internal/views/ui"

// Find is what was found for what somebody typed.
type Find struct {
	Query  string
	At     string // the page that one came from
	Groups []FoundGroup
}

// FoundGroup are found things of a kind.
type FoundGroup struct {
	Name  string
	Items []FoundItem
	All   ui.Link // leads to all of them; empty when they are all here
}

// FoundItem is a thing that was found.
type FoundItem struct {
	Link   ui.Link
	Form   *Form // sent instead of following the link; nil: none
	Detail string
	Pill   ui.Pill
}

// Form is a command that is sent.
type Form struct {
	Action string
	Fields []ui.HiddenField
}

// Empty reports whether nothing was found.
func (f Find) Empty() bool {
	for _, g := range f.Groups {
		if len(g.Items) > 0 {
			return false
		}
	}
	return true
}
