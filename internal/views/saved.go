package views

import "snapdeck/internal/views/ui"

// SavedMenu holds the user's saved views of a list, and the form that saves its current view.
type SavedMenu struct {
	All       ui.Link // the unfiltered list
	Views     []SavedView
	Address   string // current address of the list
	SaveHref  string // address of the page that saves it
	Name      string // name of the current view; empty: none
	IsDefault bool   // it is the navigation's default
	Problem   string // why the views could not be read
}

// SavedView is a saved view.
type SavedView struct {
	ID        string
	Link      ui.Link
	List      string // "Volumes"
	Summary   string // description of its filters and display
	IsDefault bool
	Selected  bool // it is the current view
	SavedAt   ui.Moment
	Name      string // typed name that was refused
	Error     string // error of the name
}

// SavedPage lists the user's saved views.
type SavedPage struct {
	Views   []SavedView
	Unsaved *SavedView // the view that is being saved
}
