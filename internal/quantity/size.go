package quantity

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

// FreeGB formats free storage with its verb: "1 GB is free". It is rounded down, since a part of a GB holds nothing.
func FreeGB(gb float64) string {
	whole := max(0, math.Floor(gb))
	if whole == 1 {
		return "1 GB is free"
	}
	return GB(whole) + " are free"
}

// NeededGB formats a size that is needed, rounded up to a tenth of a GB so that it never seems smaller than it is.
func NeededGB(gb float64) string { return GB(math.Ceil(gb*10) / 10) }

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
