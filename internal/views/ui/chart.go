package ui

// LineChart is a line over days, in percent of its width and height from the top left.
type LineChart struct {
	Label     string // text for screen readers
	Line      string // points of the past
	Future    string // points from today on; empty: no forecast
	Limit     string // height of the limit; empty: none
	Top       string // label of the upper edge
	Bottom    string
	From, To  string   // first and last day
	Columns   []string // headers of the table
	Rows      [][]string
	TableName string
}
