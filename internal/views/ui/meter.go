package ui

import "strconv"

// Meter shows how a quota stands: what is used, planned, added and free of it.
type Meter struct {
	ID      string // told apart on the page
	Label   string // "HDD quota"
	Text    string // "8 120 of 10 240 GB used"
	Tone    string // good, warn or bad
	Limit   float64
	Parts   []MeterPart // what is taken, from the left
	Free    string      // what is left beside them
	Notes   []string
	Warning string
}

// MeterPart is a part of a quota that is taken, or would be.
type MeterPart struct {
	Kind  string // used, planned or added
	Label string // "Planned by 2 operations"
	Text  string // "100 GB"
	GB    float64
}

// patternID names the pattern that a kind of part is filled with.
func (m Meter) patternID(kind string) string { return m.ID + "-" + kind }

func (m Meter) fill(kind string) string {
	if kind == "used" {
		return "currentColor"
	}
	return "url(#" + m.patternID(kind) + ")"
}

// from is where the i-th part begins, and width how far it goes, in percent of the meter.
func (m Meter) from(i int) float64 {
	before := 0.0
	for _, p := range m.Parts[:i] {
		before += p.GB
	}
	return min(100, max(0, before/m.Limit*100))
}

func (m Meter) x(i int) string { return PercentText(m.from(i)) }

func (m Meter) width(i int) string { return PercentText(m.from(i+1) - m.from(i)) }

// PercentText is a part of a picture's width or height.
func PercentText(p float64) string { return strconv.FormatFloat(p, 'f', 2, 64) + "%" }
