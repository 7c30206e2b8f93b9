package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Pill is a state: a word and an icon, with a tone that colours both.
type Pill struct {
	Tone  string // good, busy, warn, bad or quiet
	Icon  string
	Label string
	Title string // title on hover
}

// StatePill returns a state as an icon and a word; it is no template because a long list has hundreds of them, and
// dynamic classes are slow in templates.
func StatePill(p Pill) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<span class="pill `+templ.EscapeString(p.Tone)+`" title="`+templ.EscapeString(p.Title)+
			`"><span class="glyph `+templ.EscapeString(p.Icon)+`" aria-hidden="true"></span>`+templ.EscapeString(p.Label)+`</span>`)
		return err
	})
}
