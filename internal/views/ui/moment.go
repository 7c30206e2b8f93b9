package ui

import (
	"fmt"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Moment is a time as it is shown: how long ago, with the exact time behind it.
type Moment struct {
	ISO   string
	Exact string
	Ago   string
	Due   bool // it is to come, such as the end of a lock; else it has been, whatever clocks say
}

// MomentOf returns how a time is shown at another time, in a zone. The zero time is unknown.
func MomentOf(t, now time.Time, zone *time.Location) Moment {
	if t.IsZero() {
		return Moment{Ago: "unknown"}
	}
	return Moment{
		ISO:   t.UTC().Format(time.RFC3339),
		Exact: t.In(zone).Format("2006-01-02 15:04:05 MST"),
		Ago:   Ago(max(0, now.Sub(t))), // the clock of IONOS Cloud may be ahead of ours
	}
}

// DueMomentOf is MomentOf for a time that is to come.
func DueMomentOf(t, now time.Time, zone *time.Location) Moment {
	m := MomentOf(t, now, zone)
	if m.Known() {
		m.Ago, m.Due = Ago(now.Sub(t)), true
	}
	return m
}

// Known reports whether there is a time to show.
func (m Moment) Known() bool { return m.ISO != "" }

// Ago says in words how long ago something was.
func Ago(d time.Duration) string {
	switch {
	case d < -time.Minute:
		return "in " + span(-d)
	case d < 5*time.Second:
		return "just now"
	default:
		return span(d) + " ago"
	}
}

// AgoValidFor returns for how long, at least, Ago says the same as time goes by. It may be 0.
func AgoValidFor(d time.Duration) time.Duration {
	switch {
	case d < -time.Minute:
		unit, _ := unitOf(-d)
		return -d % unit
	case d < 5*time.Second:
		return 5*time.Second - d
	default:
		unit, _ := unitOf(d)
		stays := unit - d%unit
		if d < yearsFrom {
			stays = min(stays, yearsFrom-d) // no whole number of months
		}
		return stays
	}
}

const (
	day       = 24 * time.Hour
	yearsFrom = 730 * day // from here on, years are told
)

// Span says in words how long something lasts: "24 h" or "9 days".
func Span(d time.Duration) string { return span(max(d, 0)) }

func span(d time.Duration) string {
	unit, word := unitOf(d)
	return strconv.Itoa(int(d/unit)) + " " + word
}

// unitOf is what a span of time is told in.
func unitOf(d time.Duration) (unit time.Duration, word string) {
	switch {
	case d < time.Minute:
		return time.Second, "s"
	case d < time.Hour:
		return time.Minute, "min"
	case d < 48*time.Hour:
		return time.Hour, "h"
	case d < 60*day:
		return day, "days"
	case d < yearsFrom:
		return 30 * day, "months"
	default:
		return 365 * day, "years"
	}
}

// Elapsed shows a duration as a clock: "0:42" or "1:02:03".
func Elapsed(d time.Duration) string {
	s := int(max(0, d).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Left says in words how long something still lasts.
func Left(d time.Duration) string { return span(max(d, 0)) + " left" }

// ShortHTML is a time as how old it is.
func (m Moment) ShortHTML() string {
	if !m.Known() {
		return "age unknown"
	}
	return `<time datetime="` + m.ISO + `" title="` + templ.EscapeString(m.Exact) + `" data-short>` + templ.EscapeString(m.Ago) + `</time>`
}
