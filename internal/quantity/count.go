package quantity

import (
	"strconv"
	"strings"
)

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
