package ui

// LineChart is a line over days, drawn in percent of its width and height from the top left.
type LineChart struct {
	Label     string // what a screen reader says of it
	Line      string // points of the past
	Future    string // points from today on; empty: nothing is forecast
	Limit     string // height of the limit; empty: it has none
	Top       string // what the upper edge stands for
	Bottom    string
	From, To  string   // first and last day
	Columns   []string // of the table
	Rows      [][]string
	TableName string
}
