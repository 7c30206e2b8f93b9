package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"snapdeck/internal/quantity"
)

// The sizes of a calendar, in pixels.
const (
	calendarStep = 17
	calendarCell = 13
	calendarLeft = 30
	calendarTop  = 16
)

// Calendar shows the protection of a volume on consecutive days, starting on a Monday.
type Calendar struct {
	first time.Time
	days  []calendarDay
}

type calendarDay struct {
	state DayState
	made  int
}

// Add adds the next day.
func (c *Calendar) Add(day time.Time, state DayState, made int) {
	if len(c.days) == 0 {
		c.first = day
	}
	c.days = append(c.days, calendarDay{state, made})
}

// Any reports whether there are days.
func (c Calendar) Any() bool { return len(c.days) > 0 }

func (c Calendar) at(i int) time.Time { return c.first.AddDate(0, 0, i) }

// Drawing draws the calendar with a column for each week and a row for each weekday.
func (c Calendar) Drawing() templ.Component {
	var b strings.Builder
	weeks := (len(c.days) + 6) / 7
	width, height := strconv.Itoa(calendarLeft+weeks*calendarStep), strconv.Itoa(calendarTop+7*calendarStep)
	write(&b, `<svg class="`, "calendar", `" width="`, width, `" height="`, height, `" viewBox="0 0 `, width, ` `, height, `" role="img" aria-label="`, templ.EscapeString(c.label()), `">`)
	for i, name := range [7]string{"Mon", "", "Wed", "", "Fri", "", "Sun"} {
		if name != "" {
			write(&b, `<text x="0" y="`, strconv.Itoa(calendarTop+i*calendarStep+10), `">`, name, `</text>`)
		}
	}
	month := time.Month(0)
	for i := range c.days {
		day := c.at(i)
		if week := i / 7; i%7 == 0 && day.Month() != month && week < weeks-1 && day.AddDate(0, 0, 14).Month() == day.Month() {
			write(&b, `<text x="`, strconv.Itoa(calendarLeft+week*calendarStep), `" y="10">`, day.Format("Jan"), `</text>`)
			month = day.Month()
		}
		c.cell(&b, i)
	}
	b.WriteString(`</svg>`)
	return templ.Raw(b.String())
}

// cell draws a day, whose state is recognisable by its shape as well as its colour.
func (c Calendar) cell(b *strings.Builder, i int) {
	d := c.days[i]
	x, y := calendarLeft+i/7*calendarStep, calendarTop+i%7*calendarStep
	write(b, `<g class="`, "d-", string(d.state), `" transform="translate(`, strconv.Itoa(x), ` `, strconv.Itoa(y), `)"><title>`, templ.EscapeString(c.dayText(i)), `</title>`)
	writeDay(b, d.state)
	b.WriteString(`</g>`)
}

// calendarSign draws a day of a state beside its name in the legend.
func calendarSign(d DayState) templ.Component {
	var b strings.Builder
	size := strconv.Itoa(calendarCell)
	write(&b, `<svg class="calendar" width="`, size, `" height="`, size, `"><g class="d-`, string(d), `">`)
	writeDay(&b, d)
	b.WriteString(`</g></svg>`)
	return templ.Raw(b.String())
}

func writeDay(b *strings.Builder, d DayState) {
	size := strconv.Itoa(calendarCell)
	write(b, `<rect width="`, size, `" height="`, size, `" rx="2"/>`)
	switch d {
	case "late":
		b.WriteString(`<path d="M0 7h13v4a2 2 0 0 1-2 2H2a2 2 0 0 1-2-2z"/>`)
	case "failing":
		b.WriteString(`<path d="m3.5 3.5 6 6m0-6-6 6"/>`)
	case "excluded":
		b.WriteString(`<path d="M3 6.5h7"/>`)
	}
}

func (c Calendar) dayText(i int) string {
	text := c.at(i).Format("Mon 2 Jan 2006") + ": " + c.days[i].state.Text()
	if n := c.days[i].made; n > 0 {
		text += ", " + quantity.Plural(n, "snapshot", "snapshots")
	}
	return text
}

func (c Calendar) label() string {
	days := make([]DayState, 0, len(c.days))
	for _, d := range c.days {
		days = append(days, d.state)
	}
	return DayStrip{Days: days}.Label()
}

// Text returns the state of a day in words.
func (d DayState) Text() string {
	states, labels := dayStates(), dayLabels()
	if i := slices.Index(states[:], d); i >= 0 {
		return labels[i]
	}
	return string(d)
}

// CalendarRun holds consecutive days with the same state.
type CalendarRun struct{ Days, Text string }

// Runs returns the days, grouped by state, newest first.
func (c Calendar) Runs() []CalendarRun {
	var runs []CalendarRun
	for end := len(c.days) - 1; end >= 0; {
		begin := end
		for begin > 0 && c.days[begin-1].state == c.days[end].state {
			begin--
		}
		days := c.at(begin).Format("2 Jan 2006")
		if begin < end {
			days += " – " + c.at(end).Format("2 Jan 2006")
		}
		runs = append(runs, CalendarRun{Days: days, Text: c.days[end].state.Text()})
		end = begin - 1
	}
	return runs
}

// Legend returns the states that occur.
func (c Calendar) Legend() []DayState {
	all := dayStates()
	return slices.DeleteFunc(all[:], func(state DayState) bool {
		return !slices.ContainsFunc(c.days, func(d calendarDay) bool { return d.state == state })
	})
}
