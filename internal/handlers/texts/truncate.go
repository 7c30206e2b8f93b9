package texts

import (
	"unicode/utf8"
)

// Truncate shortens a text to a number of characters.
func Truncate(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}
