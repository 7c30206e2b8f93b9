package ui

import "strconv"

// Meter shows the used, planned, added and free parts of a quota.
type Meter struct {
	ID      string // unique on the page
	Label   string // "HDD quota"
	Text    string // "8 120 of 10 240 GB used"
	Tone    string // good, warn or bad
	Limit   float64
	Parts   []MeterPart // used parts, from the left
	Free    string      // the free part
	Notes   []string
	Warning string
}

// MeterPart is a used or planned part of a quota.
type MeterPart struct {
	Kind  string // used, planned or added
	Label string // "Planned by 2 operations"
	Text  string // "100 GB"
	GB    float64
}

func (m Meter) patternID(kind string) string { return m.ID + "-" + kind }

func (m Meter) fill(kind string) string {
	if kind == "used" {
		return "currentColor"
	}
	return "url(#" + m.patternID(kind) + ")"
}

// from returns where the i-th part starts, and width its width, in percent of the meter.
func (m Meter) from(i int) float64 {
	before := 0.0
	for _, p := range m.Parts[:i] {
		before += p.GB
	}
	if before == 0 {
		return 0 // also of a quota of nothing
	}
	return min(100, max(0, before/m.Limit*100))
}

func (m Meter) x(i int) string { return PercentText(m.from(i)) }

func (m Meter) width(i int) string { return PercentText(m.from(i+1) - m.from(i)) }

// PercentText formats a percentage of a picture's width or height.
func PercentText(p float64) string { return strconv.FormatFloat(p, 'f', 2, 64) + "%" }
