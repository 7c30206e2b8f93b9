package web

import (
	"unicode/utf8"
)

// Truncate cuts a text to so many characters.
func Truncate(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most])
}
