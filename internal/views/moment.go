package views

import (
	"fmt"
	"strconv"
	"time"
)

// Moment is a time as it is shown: how long ago, with the exact time behind it.
type Moment struct {
	ISO   string
	Exact string
	Ago   string
}

// MomentOf returns how a time is shown at another time, in a zone. The zero time is unknown.
func MomentOf(t, now time.Time, zone *time.Location) Moment {
	if t.IsZero() {
		return Moment{Ago: "unknown"}
	}
	return Moment{
		ISO:   t.UTC().Format(time.RFC3339),
		Exact: t.In(zone).Format("2006-01-02 15:04:05 MST"),
		Ago:   Ago(now.Sub(t)),
	}
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

func span(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h"
	case d < 60*day:
		return strconv.Itoa(int(d/day)) + " days"
	case d < 730*day:
		return strconv.Itoa(int(d/(30*day))) + " months"
	default:
		return strconv.Itoa(int(d/(365*day))) + " years"
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
