package views

import "snapdeck/internal/views/ui"

// HelpPage is a page of the help: the list of topics, a document, or what Snapdeck is made of.
type HelpPage struct {
	Title   string
	Topics  []HelpTopic
	HTML    string // of a document of the project, which is trusted
	Version string
	Modules []HelpModule
}

// HelpTopic leads to a document.
type HelpTopic struct {
	Link    ui.Link
	Summary string
}

// HelpModule is a library that is built in.
type HelpModule struct{ Path, Version, Licence string }
