package views

// SavedMenu is what somebody saved of a list, and the form that saves it as it is now.
type SavedMenu struct {
	All     Link // the list with everything
	Views   []SavedView
	Address string // of the list as it is
	Naming  string // where it can be saved in peace
	Name    string // of the view that is shown; empty: none
	Usual   bool   // the navigation leads to it
	Trouble string // why nothing is known of them
}

// SavedView is a list under a name.
type SavedView struct {
	ID      string
	Link    Link
	List    string // "Volumes"
	Says    string // how its address narrows and shows the list
	Usual   bool
	Chosen  bool // it is what is shown
	SavedAt Moment
	Name    string // as it was typed, when it could not be taken
	Error   string // what is wrong with it
}

// SavedPage lists all that somebody saved.
type SavedPage struct {
	Views []SavedView
	Fresh *SavedView // one that is to be saved
}
