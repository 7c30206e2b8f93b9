package ui

// Link is a text that leads somewhere; without an address it is the text alone.
type Link struct {
	Text, Href string
}

// Fact is a line of a description list.
type Fact struct {
	Label string
	API   string // the field's name in the API
	Text  string
	Href  string
	When  *Moment
	Pill  *Pill
	Title string
	Copy  bool // offers to copy Text
	Flag  bool // the API gives a boolean
}
