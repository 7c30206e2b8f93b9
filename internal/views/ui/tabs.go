package ui

// ListTab leads to a part of a list.
type ListTab struct {
	Text    string
	Value   string // names it, for tests
	N       int
	Count   string
	Href    string
	Current bool
	Unknown bool // how many there are is not known yet
}

// ListOrder is the order that a list was opened with.
type ListOrder struct {
	Name      string // by which its live updates ask for it; empty: the order does not change by itself
	SortAgain string // the address with the order of now; empty: it is the same
}

// Tab is a part of a list with how many there are in it.
type Tab struct {
	Text, Count, Href string
	Current           bool
}
