// Package target parses and formats targets: the maximal age of a volume's newest good snapshot.
package target

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Default is the target of a contract without a setting.
const Default = 24 * time.Hour

// The shortest and the longest accepted target.
const (
	Shortest = time.Hour
	Longest  = 10 * 365 * day
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// None is the label value of a volume that needs no snapshots.
const None = "none"

// ErrTarget means that a text is no target.
var ErrTarget = errors.New("a target age is a whole number of hours, days or weeks, such as 24h, 7d or 2w")

// Parse parses a target: a whole number and h, d or w.
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

// Format formats a target for Parse: two or more whole days as days, others as hours.
func Format(age time.Duration) string {
	if age%day == 0 && age >= 2*day {
		return strconv.FormatInt(int64(age/day), 10) + "d"
	}
	return strconv.FormatInt(int64(age/time.Hour), 10) + "h"
}
