// Package target reads and writes target ages: how old the newest good snapshot of a volume may be.
package target

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Default is the target of a contract for which nobody set another one.
const Default = 24 * time.Hour

// The shortest and the longest target that is believed.
const (
	Shortest = time.Hour
	Longest  = 10 * 365 * day
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// None is what stands in the label of a volume that needs no snapshots.
const None = "none"

// ErrTarget says that a text is no target age.
var ErrTarget = errors.New("a target age is a whole number of hours, days or weeks, such as 24h, 7d or 2w")

// Parse reads a target age: a whole number and h, d or w.
func Parse(text string) (time.Duration, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if len(text) < 2 {
		return 0, fmt.Errorf("%q: %w", text, ErrTarget)
	}
	unit, known := units()[text[len(text)-1]]
	n, err := strconv.ParseUint(text[:len(text)-1], 10, 32)
	if !known || err != nil {
		return 0, fmt.Errorf("%q: %w", text, ErrTarget)
	}
	if n > uint64(Longest/unit) {
		return 0, fmt.Errorf("%q is longer than ten years", text)
	}
	age := time.Duration(n) * unit
	if age < Shortest {
		return 0, fmt.Errorf("%q is shorter than an hour", text)
	}
	return age, nil
}

func units() map[byte]time.Duration {
	return map[byte]time.Duration{'h': time.Hour, 'd': day, 'w': week}
}

// Format writes a target age so that Parse reads it: whole days as days from two on, all else in hours.
func Format(age time.Duration) string {
	if age%day == 0 && age >= 2*day {
		return strconv.FormatInt(int64(age/day), 10) + "d"
	}
	return strconv.FormatInt(int64(age/time.Hour), 10) + "h"
}
