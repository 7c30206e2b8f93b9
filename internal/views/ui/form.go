package ui

// Alert is the error of a form, with a code; the zero value is none.
type Alert struct{ Code, Text string }

// HiddenField is a parameter of the address that a form has no field for but must keep.
type HiddenField struct {
	Name, Value string
	Text        string // its effect: "Only the volume web-01-root"; empty: none to mention
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
