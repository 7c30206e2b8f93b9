package ui

import "github.com/a-h/templ"

// List holds what surrounds the rows of a table.
type List struct {
	Caption string // description of the table for screen readers
	Columns []Column
	Rows    int
	Total   int
	Summary string // "31–60 of 412 volumes · 8 120 GB"
	Exact   string // the summary with unabbreviated numbers
	Pager   Pager
	Empty   Empty
	Chooser *Chooser   // nil: fixed columns
	Groups  *GroupMenu // nil: no groupings
	Order   ListOrder
}

// Pager holds the links to the other pages; an empty address means none.
type Pager struct {
	First, Prev, Next, Last string
	Page, Of                int
	Action                  string
	Hidden                  []HiddenField // parameters of the address, without page and page size
	HiddenBesidesPage       []HiddenField // parameters of the address, without the page
	Sizes                   []Option      // page sizes
}

// Empty explains why a list has no rows and what to do about it.
type Empty struct {
	Title, Text string
	Link        Link
}

// Filter is the form above a list.
type Filter struct {
	Action        string
	Query         string
	Hint          string // what the search covers
	Selects       []Select
	Dates         []DateField
	Hidden        []HiddenField
	Clear         string        // address without filters; empty: no filters
	HiddenDisplay []HiddenField // parameters that change how the list is shown, which filters keep

	Collapsible bool     // the filters collapse in narrow layouts
	More        []Select // rarely used filters
	Inputs      []Input
	Count       int    // number of active filters
	Chips       []Chip // active filters, each with a link that removes it
	ClearAll    string // address without any of them
	Ignored     []Ignored
}

// Input is a filter with a typed value.
type Input struct {
	Kind        string // text, number or hidden
	Name, Label string
	Value       string
	Display     string // value for display; empty: Value
	Hint        string
}

// Chip is an active filter.
type Chip struct{ Text, Href string }

// Ignored is a parameter of the address that was ignored, and why.
type Ignored struct{ Param, Text string }

// DateField is a date filter in the form YYYY-MM-DD.
type DateField struct {
	Name, Label, Value string
}

// exactSummary adds the unabbreviated summary as a title.
func exactSummary(l List) templ.Attributes {
	if l.Exact == "" || l.Exact == l.Summary {
		return nil
	}
	return templ.Attributes{"title": l.Exact}
}
