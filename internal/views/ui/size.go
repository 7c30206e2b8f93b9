package ui

import (
	"math"
	"strconv"
	"strings"
)

const bytesPerGB = 1 << 30

// GB formats a size in GB, as IONOS counts them, with thin spaces between thousands.
func GB(gb float64) string {
	text := strconv.FormatFloat(gb, 'f', 1, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	whole = Thousands(whole)
	if fraction != "0" {
		whole += "." + fraction
	}
	return whole + " GB"
}

// Size formats the size of one resource below a heading that names it; 0 means that IONOS Cloud did not report it.
func Size(gb float64) string {
	if !sizeKnown(gb) {
		return "unknown"
	}
	return GB(gb)
}

// SizeOf formats the size of one resource for use among other words, with its kind if known: "10 GB HDD" or "HDD,
// size unknown".
func SizeOf(gb float64, kind string) string {
	switch {
	case sizeKnown(gb) && kind != "":
		return GB(gb) + " " + kind
	case sizeKnown(gb):
		return GB(gb)
	case kind != "":
		return kind + ", size unknown"
	default:
		return "size unknown"
	}
}

func sizeKnown(gb float64) bool { return gb > 0 && !math.IsInf(gb, 1) }

// Total is the sum of sizes, of which some may be unknown.
type Total struct {
	GB      float64 // of the known sizes
	Unsized int     // how many sizes are unknown
}

// TotalOf returns the total size of items.
func TotalOf[T any](items []T, sizeGB func(T) float64) (total Total) {
	for _, item := range items {
		total.Add(sizeGB(item))
	}
	return total
}

// Add adds the size of one resource; 0 means that IONOS Cloud did not report it.
func (t *Total) Add(gb float64) {
	if !sizeKnown(gb) {
		t.Unsized++
		return
	}
	t.GB += gb
}

// Text formats a total.
func (t Total) Text() string { return t.text(GB) }

// ShortText formats a total for narrow places.
func (t Total) ShortText() string { return t.text(ShortGB) }

func (t Total) text(format func(gb float64) string) string {
	switch {
	case t.Unsized > 0 && t.GB <= 0:
		return "size unknown"
	case t.Unsized > 0:
		return "at least " + format(t.GB)
	default:
		return format(t.GB)
	}
}

// tbFrom is the number of GB from which narrow places show TB.
const tbFrom = 10_000

// ShortGB is GB for narrow places: "271 TB", "2.65 PB".
func ShortGB(gb float64) string {
	if gb < tbFrom {
		return GB(gb)
	}
	tb := gb / 1024
	if tb >= 1000 {
		return strconv.FormatFloat(math.Floor(tb/1024*100)/100, 'f', 2, 64) + " PB"
	}
	if tb >= 100 {
		return Thousands(strconv.FormatFloat(tb, 'f', 0, 64)) + " TB"
	}
	return strconv.FormatFloat(tb, 'f', 1, 64) + " TB"
}

// Bytes describes a size in GB in bytes.
func Bytes(gb float64) string {
	if !sizeKnown(gb) {
		return ""
	}
	return Thousands(strconv.FormatFloat(gb*bytesPerGB, 'f', 0, 64)) + " bytes (1 GB is 1024 MB)"
}

// Count formats a number with thin spaces between thousands.
func Count(n int) string { return Thousands(strconv.Itoa(n)) }

// Thousands inserts thin spaces between groups of three digits.
func Thousands(digits string) string {
	digits, negative := strings.CutPrefix(digits, "-")
	if negative {
		return "-" + Thousands(digits)
	}
	if len(digits) <= 3 {
		return digits
	}
	first := (len(digits)-1)%3 + 1
	var text strings.Builder
	text.Grow(2 * len(digits))
	text.WriteString(digits[:first])
	for ; first < len(digits); first += 3 {
		text.WriteString("\u202f")
		text.WriteString(digits[first : first+3])
	}
	return text.String()
}

// Plural returns a number with its noun in the singular or plural.
func Plural(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + several
}
