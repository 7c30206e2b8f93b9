package ui

// ListTab is a tab with a part of a list.
type ListTab struct {
	Text    string
	Value   string // name for tests
	N       int
	Count   string
	Href    string
	Current bool
	Unknown bool // the count is not known yet
}

// ListOrder is the order that a list was opened with.
type ListOrder struct {
	Name      string // name for live updates; empty: the order never changes by itself
	SortAgain string // address with the current order; empty: unchanged
}

// Tab is a tab with its count.
type Tab struct {
	Text, Count, Href string
	Current           bool
}
