package views

import "snapdeck/internal/views/ui"

// HelpPage is a help page: the list of topics, a document, or the page about Snapdeck.
type HelpPage struct {
	Title   string
	Topics  []HelpTopic
	HTML    string // of a project document, which is trusted
	Version string
	Modules []HelpModule
}

// HelpTopic links to a document.
type HelpTopic struct {
	Link    ui.Link
	Summary string
}

// HelpModule is a built-in library.
type HelpModule struct{ Path, Version, Licence string }
