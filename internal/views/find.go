package views

import (
	"slices"
	"snapdeck/internal/views/ui"
)

// Find holds the results of a search.
type Find struct {
	Query  string
	At     string // the page that the user came from
	Groups []FoundGroup
}

// FoundGroup holds the results of one type.
type FoundGroup struct {
	Name  string
	Items []FoundItem
	All   ui.Link // links to all results; empty if all are shown
}

// FoundItem is a search result.
type FoundItem struct {
	Link   ui.Link
	Form   *Form // sent instead of following the link; nil: none
	Detail string
	Pill   ui.Pill
}

// Form is a command that is sent as a form.
type Form struct {
	Action string
	Fields []ui.HiddenField
}

// Empty reports whether nothing was found.
func (f Find) Empty() bool {
	return !slices.ContainsFunc(f.Groups, func(g FoundGroup) bool { return len(g.Items) > 0 })
}
