package ui

import (
	"strconv"
	"time"
)

// Age returns a duration or age in the shortest form: "26 s", "16 min", "10 h", "9 d".
func Age(d time.Duration) string {
	unit, word := ageUnit(max(d, 0))
	return strconv.Itoa(int(max(d, 0)/unit)) + " " + word
}

// AgeOf returns a time for display as its age; the zero time is unknown.
func AgeOf(t, now time.Time, zone *time.Location) Moment {
	m := MomentOf(t, now, zone)
	if m.Known() {
		m.Ago = Age(now.Sub(t))
	}
	return m
}

// AgeValidFor returns the minimal time for which Age returns the same text.
func AgeValidFor(d time.Duration) time.Duration {
	if d < 0 {
		return -negatable(d) + time.Second
	}
	unit, _ := ageUnit(d)
	return unit - d%unit
}

func ageUnit(d time.Duration) (unit time.Duration, word string) {
	if d >= 48*time.Hour {
		return day, "d"
	}
	return unitOf(d)
}
