package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Column is the header of a column.
type Column struct {
	Key         string // name in addresses; empty where columns are fixed
	Label       string
	Href        string // address that sorts by it; empty: not sortable
	Sort        string // ascending, descending or empty
	Class       string // main, num, mark, act, mail, wrap or empty
	Title       string // explanation of the label, on hover
	Drop        int    // when its values move below the name in narrow layouts: 1 first, 2 later; 0: never
	InlineLabel string // label of its values in narrow layouts without headers; empty: not needed
	Right       string // right without which the column is hidden; empty: none
}

// Row is an entry of a list with a cell for each column, or the header of a group.
type Row struct {
	ID       string
	Cells    []Cell
	Rendered []byte // cached HTML, instead of the cells
	Group    *GroupHeader
}

// TableRow returns a row of a list with a cell for each header.
func TableRow(headers []Column, r Row) templ.Component {
	if r.Rendered != nil {
		return rendered(r.Rendered)
	}
	return tableRow(headers, r)
}

// rendered is HTML from the cache.
type rendered []byte

// Render writes the HTML.
func (r rendered) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(r)
	return err
}

// GroupHeader is the header of a group.
type GroupHeader struct {
	Name, Note string
	Href       string // address that shows this group alone
	Depth      int    // nesting level, starting at 0
	Open       bool
	Toggle     string          // address that opens or closes it
	Totals     string          // totals of the whole group
	Details    templ.Component // further details; nil: none
	Selectable bool            // its rows are selectable while it is open
	Continued  bool            // continues from an earlier page
}

// GroupMenu holds the groupings of a list.
type GroupMenu struct {
	Options   []ViewOption
	ToggleAll Link // opens or closes all groups; zero: none
}

// ViewOption is one of several ways to show a list.
type ViewOption struct {
	Text, Href string
	Selected   bool
}

// Cell is the cell of a row; its empty fields are not shown.
type Cell struct {
	Check  *Check
	Text   string
	Href   string // address of the text
	Title  string // title of the text
	Muted  bool   // the text stands for nothing
	Code   bool   // the text is code, such as an ID
	Pills  []Pill
	Badges templ.Component // beside the pills
	Tags   []Link
	When   *Moment
	Note   string // smaller, at the end
	Button *Button

	Drawing Drawing // before the pills
	Actions *RowActions
}

// Drawing is custom content of a cell.
type Drawing interface {
	// Draw writes the HTML.
	Draw(b *strings.Builder)
}

// RowActions holds the actions on a row: a primary one, and the others in a menu.
type RowActions struct {
	Subject string // subject of the actions
	Primary *Button
	Glyph   string // icon of the primary one
	Menu    []MenuItem
}

// MenuItem is a link in the menu of a row.
type MenuItem struct {
	Text, Href string
	Right      string // required right; empty: that of the link
}

// Check is the box that selects a row.
type Check struct {
	Name, Value, Form string
	Label             string // what it selects
}

// Button is a link to an action on a row.
type Button struct {
	Text, Href, Label string
	Create            bool // key c triggers it
}

// Chooser is the form that selects a list's columns.
type Chooser struct {
	Action  string
	Hidden  []HiddenField // the other parameters of the address
	Columns []ColumnChoice
	Reset   string // address with the default columns; empty: they are shown
}

// ColumnChoice is a column that can be shown or hidden.
type ColumnChoice struct {
	Key, Label string
	Shown      bool
}
