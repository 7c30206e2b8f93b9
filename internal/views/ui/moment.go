package ui

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Moment is a time for display: relative, with the exact time as its title.
type Moment struct {
	ISO   string
	Exact string
	Ago   string
	Due   bool // a future time, such as the end of a lock, regardless of clock differences
}

// MomentOf returns a time for display, relative to now; the zero time is unknown.
func MomentOf(t, now time.Time, zone *time.Location) Moment {
	if t.IsZero() {
		return Moment{Ago: "unknown"}
	}
	return Moment{
		ISO:   t.UTC().Format(time.RFC3339),
		Exact: t.In(zone).Format("2006-01-02 15:04:05 MST"),
		Ago:   Ago(max(0, now.Sub(t))), // IONOS Cloud's clock may be ahead of ours
	}
}

// DueMomentOf returns MomentOf for a future time.
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
	d = negatable(d)
	switch {
	case d < -time.Minute:
		return "in " + span(-d)
	case d < 5*time.Second:
		return "just now"
	default:
		return span(d) + " ago"
	}
}

// AgoValidFor returns the minimal time for which Ago returns the same text, which may be 0.
func AgoValidFor(d time.Duration) time.Duration {
	d = negatable(d)
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
			stays = min(stays, yearsFrom-d) // not a whole number of months
		}
		return stays
	}
}

// negatable returns a duration of which there is a positive counterpart, also for times centuries ahead, such as the
// last day of a lock in the year 9999.
func negatable(d time.Duration) time.Duration { return max(d, time.Second-math.MaxInt64) }

const (
	day       = 24 * time.Hour
	yearsFrom = 730 * day // from here on in years
	century   = 36500 * day
)

// Span returns a duration in words: "24 h" or "9 days".
func Span(d time.Duration) string { return span(max(d, 0)) }

func span(d time.Duration) string {
	if d >= century {
		return "more than 100 years" // durations end at 292, such as that of a lock until the year 9999
	}
	unit, word := unitOf(d)
	return strconv.Itoa(int(d/unit)) + " " + word
}

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

// Elapsed returns a duration as a clock: "0:42" or "1:02:03".
func Elapsed(d time.Duration) string {
	s := int(max(0, d).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Left returns the remaining time in words.
func Left(d time.Duration) string { return span(max(d, 0)) + " left" }

// ShortHTML returns a time as its age.
func (m Moment) ShortHTML() string {
	if !m.Known() {
		return "age unknown"
	}
	return `<time datetime="` + m.ISO + `" title="` + templ.EscapeString(m.Exact) + `" data-short>` + templ.EscapeString(m.Ago) + `</time>`
}
