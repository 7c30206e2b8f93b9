package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Column is the head of a column.
type Column struct {
	Key         string // names it in the address; empty in lists whose columns cannot be chosen
	Label       string
	Href        string // sorts by it; empty: cannot be sorted by
	Sort        string // ascending, descending or empty
	Class       string // main, num, mark, act, mail, wrap or empty
	Title       string // what the label means, on hover
	Drop        int    // where there is little room its values go below the name: 1 first, 2 later; 0: never
	InlineLabel string // stands before its values where there is no room for heads; empty: they speak for themselves
	Right       string // who lacks it gets neither the head nor the cells; empty: everybody gets them
}

// Row is one thing in a list, with a cell for each column, or the head of a group of them.
type Row struct {
	ID       string
	Cells    []Cell
	Rendered []byte // the row as HTML, if it was rendered before; then it has no cells
	Group    *GroupHeader
}

// TableRow is one row of a list, with a cell below each of the heads.
func TableRow(headers []Column, r Row) templ.Component {
	if r.Rendered != nil {
		return rendered(r.Rendered)
	}
	return tableRow(headers, r)
}

// rendered is HTML that was rendered before.
type rendered []byte

// Render writes it.
func (r rendered) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(r)
	return err
}

// GroupHeader stands above what is in a group.
type GroupHeader struct {
	Name, Note string
	Href       string // shows this group alone
	Depth      int    // 0 for groups that are in no other
	Open       bool
	Toggle     string          // address that opens or closes it
	Totals     string          // of the whole group
	Details    templ.Component // what else there is to say of it; nil: nothing
	Selectable bool            // its rows can be selected, if it is open
	Continued  bool            // it began on an earlier page
}

// GroupMenu leads to the ways in which a list can be grouped.
type GroupMenu struct {
	Options   []ViewOption
	ToggleAll Link // opens or closes all groups; empty when there are none
}

// ViewOption is one of several ways to show a list.
type ViewOption struct {
	Text, Href string
	Selected   bool
}

// Cell is what a row has in a column. What is empty is not shown.
type Cell struct {
	Check  *Check
	Text   string
	Href   string // where the text leads
	Title  string // said on hover of the text
	Muted  bool   // the text says that there is nothing
	Code   bool   // the text is made by machines
	Pills  []Pill
	Badges templ.Component // beside the pills
	Tags   []Link
	When   *Moment
	Note   string // smaller, at the end
	Button *Button

	Drawing Drawing // before the pills
	Actions *RowActions
}

// Drawing is what a page draws in a cell that no other field of it describes.
type Drawing interface {
	// Draw writes it as HTML.
	Draw(b *strings.Builder)
}

// RowActions are what can be done with a row: one thing at once, the rest in a menu.
type RowActions struct {
	Subject string // what it is done with
	Primary *Button
	Glyph   string // of the primary one
	Menu    []MenuItem
}

// MenuItem is a link in the menu of a row.
type MenuItem struct {
	Text, Href string
	Right      string // who lacks it does not get it; empty: whoever may follow the link does
}

// Check is the box that marks a row.
type Check struct {
	Name, Value, Form string
	Label             string // what it marks
}

// Button is a link to what can be done with a row.
type Button struct {
	Text, Href, Label string
	Create            bool // the key c presses it
}

// Chooser is the form that chooses a list's columns.
type Chooser struct {
	Action  string
	Hidden  []HiddenField // the rest of the address
	Columns []ColumnChoice
	Reset   string // address with the columns that are usual; empty: they are shown
}

// ColumnChoice is a column that can be shown or left out.
type ColumnChoice struct {
	Key, Label string
	Shown      bool
}
