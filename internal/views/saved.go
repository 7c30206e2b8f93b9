package views

import "snapdeck/internal/views/ui"

// SavedMenu is what somebody saved of a list, and the form that saves it as it is now.
type SavedMenu struct {
	All       ui.Link // the list with everything
	Views     []SavedView
	Address   string // of the list as it is
	SaveHref  string // where it can be saved in peace
	Name      string // of the view that is shown; empty: none
	IsDefault bool   // the navigation leads to it
	Problem   string // why nothing is known of them
}

// SavedView is a list under a name.
type SavedView struct {
	ID        string
	Link      ui.Link
	List      string // "Volumes"
	Summary   string // how its address narrows and shows the list
	IsDefault bool
	Selected  bool // it is what is shown
	SavedAt   ui.Moment
	Name      string // as it was typed, when it could not be taken
	Error     string // what is wrong with it
}

// SavedPage lists all that somebody saved.
type SavedPage struct {
	Views   []SavedView
	Unsaved *SavedView // one that is to be saved
}
