package ui

// Link is a text with an address, or only a text without one.
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
	Copy  bool // with a button that copies Text
	Flag  bool // a boolean in the API
}
