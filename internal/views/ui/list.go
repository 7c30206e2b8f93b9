package ui

import "github.com/a-h/templ"

// List is what every table has around its rows.
type List struct {
	Caption string // what the table lists, for screen readers
	Columns []Column
	Rows    int
	Total   int
	Summary string // "31–60 of 412 volumes · 8 120 GB"
	Exact   string // the summary with its numbers not abbreviated
	Pager   Pager
	Empty   Empty
	Chooser *Chooser   // nil: the columns cannot be chosen
	Groups  *GroupMenu // nil: it cannot be grouped
	Order   ListOrder
}

// Pager leads to the other pages; an empty address means there is none.
type Pager struct {
	First, Prev, Next, Last string
	Page, Of                int
	Action                  string
	Hidden                  []HiddenField // the address without page and page size
	HiddenBesidesPage       []HiddenField // the address without the page
	Sizes                   []Option      // page sizes
}

// Empty says why a list has no rows and what to do about it.
type Empty struct {
	Title, Text string
	Link        Link
}

// Filter is the form above a list.
type Filter struct {
	Action        string
	Query         string
	Hint          string // what the search looks in
	Selects       []Select
	Dates         []DateField
	Hidden        []HiddenField
	Clear         string        // address without filters; empty when there are none
	HiddenDisplay []HiddenField // how the list is shown, which filters do not change

	Collapsible bool     // there are many filters, which fold away where there is little room
	More        []Select // that are seldom used
	Inputs      []Input
	Count       int      // filters in use
	Chips       []Chip   // what narrows the list, each with the way to be rid of it
	ClearAll    string   // address without any of them
	Ignored     []string // what the address asks for in vain
}

// Input is a filter that is typed.
type Input struct {
	Kind        string // text, number or hidden
	Name, Label string
	Value       string
	Display     string // the value as people know it; empty: as it is
	Hint        string
}

// Chip is a filter in use.
type Chip struct{ Text, Href string }

// DateField is a day of a filter, as YYYY-MM-DD.
type DateField struct {
	Name, Label, Value string
}

// exactSummary says the numbers of a summary in full on hover, where they are abbreviated.
func exactSummary(l List) templ.Attributes {
	if l.Exact == "" || l.Exact == l.Summary {
		return nil
	}
	return templ.Attributes{"title": l.Exact}
}
