package ui

// Alert is what is wrong with a form that was sent, with a code for it. The zero value is nothing.
type Alert struct{ Code, Text string }

// HiddenField is a part of the address that a form has no field for and must not lose.
type HiddenField struct {
	Name, Value string
	Text        string // what it does, "Only the volume web-01-root"; empty: nothing that needs to be said
}

// Select is one choice of a filter.
type Select struct {
	Name, Label string
	Options     []Option
}

// Option is a value that can be chosen.
type Option struct {
	Value, Text string
	Selected    bool
}
