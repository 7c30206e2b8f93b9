package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"snapdeck/internal/views/ui"
)

// Protection shows how well a volume is protected.
type Protection struct {
	State  string     // as in package coverage, for styles and tests
	Label  string     // "Late"
	Age    *ui.Moment // age of the newest good snapshot; nil: not shown
	Likely bool       // the source of that snapshot is only likely
	Detail string     // reason in a few words
	Failed bool       // the newest attempt failed, although the volume is protected
	Title  string     // basis of the state
}

// Glyph returns the sign of the state, which is recognisable without colour.
func (p Protection) Glyph() string {
	switch p.State {
	case "protected":
		return "check"
	case "probably":
		return "half"
	case "late":
		return "clock"
	case "failing":
		return "cross"
	case "excluded":
		return "dash"
	default:
		return "ring"
	}
}

// Draw writes a state of protection into a row.
func (p Protection) Draw(b *strings.Builder) {
	state, title := templ.EscapeString(p.State), templ.EscapeString(p.Title)
	write(b, `<span class="`, "prot p-", state, `" data-coverage="`, state, `" title="`, title, `"><span class="glyph `, p.Glyph(), `" aria-hidden="true"></span>`)
	if p.Likely {
		write(b, `<span class="`, "about", `" aria-hidden="true">≈</span><span class="hidden">probably </span>`)
	}
	write(b, `<span class="`, "word", `">`, templ.EscapeString(p.Label), `</span>`)
	if p.Age != nil {
		write(b, ` <span class="`, "age", `">`, p.Age.ShortHTML(), `</span>`)
	}
	if p.Detail != "" {
		write(b, ` <span class="`, "why may-clip", `">`, templ.EscapeString(p.Detail), `</span>`)
	}
	if p.Failed {
		write(b, `<span class="`, "glyph cross bad", `" role="img" aria-label="the newest attempt failed"></span>`)
	}
	write(b, `</span>`)
}

func write(b *strings.Builder, pieces ...string) {
	for _, p := range pieces {
		b.WriteString(p)
	}
}

// ProtectionState returns a state of protection as a component.
func ProtectionState(p Protection) templ.Component {
	var b strings.Builder
	p.Draw(&b)
	return templ.Raw(b.String())
}

// DayStrip shows the protection of a volume on the last days, ending today.
type DayStrip struct{ Days []DayState }

// DayState is a state of protection on a day, or "unknown".
type DayState string

// The dimensions of a day in a strip, in pixels.
const (
	dayWidth    = 7
	stripHeight = 12
)

// Draw draws the days of a strip.
func (s DayStrip) Draw(b *strings.Builder) {
	write(b, `<svg class="`, "days", `" width="`, strconv.Itoa(len(s.Days)*dayWidth), `" height="`, strconv.Itoa(stripHeight), `" role="img" aria-label="`, s.Label(), `">`)
	for _, state := range dayStates() {
		started := false
		for i, d := range s.Days {
			if d != state {
				continue
			}
			if !started {
				write(b, `<path class="`, "d-", string(state), `" d="`)
				started = true
			}
			dayShape(b, d, i*dayWidth)
		}
		if started {
			b.WriteString(`"/>`)
		}
	}
	b.WriteString(`</svg>`)
}

// dayShape draws the shape of a state, which is recognisable without colour.
func dayShape(b *strings.Builder, d DayState, x int) {
	shape := ""
	switch d {
	case "protected":
		shape = " 1h5v10h-5z"
	case "probably":
		shape = ".5 1.5h4v9h-4z"
	case "late":
		shape = " 6h5v5h-5z"
	case "failing":
		shape = " 3l5 6m0-6l-5 6"
	case "never":
		shape = ".5 5.5h4v5h-4z"
	case "excluded":
		shape = " 10h5"
	default:
		shape = " 10h5v1h-5z"
	}
	write(b, "M", strconv.Itoa(x), shape)
}

func dayStates() [7]DayState {
	return [7]DayState{"protected", "probably", "late", "never", "failing", "excluded", "unknown"}
}

func dayLabels() [7]string {
	return [7]string{"protected", "probably protected", "late", "never", "failed", "excluded", "unknown"}
}

// Label describes the strip in words.
func (s DayStrip) Label() string {
	var b strings.Builder
	write(&b, "Last ", strconv.Itoa(len(s.Days)), " days:")
	for i, state := range dayStates() {
		n := 0
		for _, d := range s.Days {
			if d == state {
				n++
			}
		}
		if n > 0 {
			write(&b, " ", strconv.Itoa(n), " ", dayLabels()[i], ",")
		}
	}
	return strings.TrimSuffix(b.String(), ",")
}

// contractTargetText returns the option that uses the contract's target, which is fixed when SNAPDECK_TARGET sets it.
func contractTargetText(target string, fixed bool) string {
	if fixed {
		target += ", set by SNAPDECK_TARGET"
	}
	return "Use the contract's target (" + target + ")"
}
