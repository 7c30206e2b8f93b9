package overview

import (
	"math"
	"strconv"
	"strings"

	"snapdeck/internal/sample"
)

type point struct {
	day   sample.Day
	value float64
}

// chartScale converts days and values to percentages of a chart's width and height, from its top left.
type chartScale struct {
	from, to  sample.Day
	low, high float64
	any       bool
}

func newScale(from, to sample.Day) *chartScale { return &chartScale{from: from, to: to} }

func (c *chartScale) include(value float64) {
	if !c.any {
		c.low, c.high, c.any = value, value, true
	}
	c.low, c.high = math.Min(c.low, value), math.Max(c.high, value)
}

// edges returns the values at the lower and upper edge, with some space below and above the line.
func (c *chartScale) edges() (low, high float64) {
	room := (c.high - c.low) * 0.12
	if room == 0 {
		room = math.Max(1, c.high*0.1)
	}
	return math.Max(0, c.low-room), c.high + room
}

func (c *chartScale) y(value float64) string {
	low, high := c.edges()
	return coordinate(100 - (value-low)/(high-low)*100)
}

func (c *chartScale) x(day sample.Day) string {
	return coordinate(float64(day-c.from) / math.Max(1, float64(c.to-c.from)) * 100)
}

func (c *chartScale) line(points ...point) string {
	texts := make([]string, 0, len(points))
	for _, p := range points {
		texts = append(texts, c.x(p.day)+","+c.y(p.value))
	}
	return strings.Join(texts, " ")
}

func (c *chartScale) bounds(text func(float64) string) (low, high string) {
	return text(math.Round(c.low)), text(math.Round(c.high))
}

func coordinate(percent float64) string { return strconv.FormatFloat(percent, 'f', 2, 64) }
