package foreign

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The characters that isolate a text where there is no markup.
const (
	isolate    = "\u2068"
	endIsolate = "\u2069"
)

// Text makes a text safe to display where there is no markup.
func Text(s string) string {
	if plain([]byte(s)) {
		return s
	}
	return rewrite(s, isolate, endIsolate)
}

// plain reports whether a text has nothing to make visible or to isolate. Most have not, so it is fast.
func plain(s []byte) bool {
	for i := 0; i < len(s); i++ {
		for i+8 <= len(s) && printable(binary.LittleEndian.Uint64(s[i:])) {
			i += 8
		}
		if i == len(s) {
			return true
		}
		c := s[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		if isHidden(r) || isJoiner(r) || isRightToLeft(r) {
			return false
		}
		i += n - 1
	}
	return true
}

// printable reports whether eight bytes are printable ASCII, as nearly all of a page is.
func printable(eight uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	return (eight|(eight-' '*each)|(eight+each))&high == 0
}

// rewrite makes hidden characters visible, and puts open and end around text from right to left.
func rewrite(s, open, end string) string {
	var b strings.Builder
	var before rune
	flag := false // inside the tags of a flag
	for rest := s; rest != ""; {
		if n := runLength(rest); n > 0 {
			b.WriteString(open)
			before = writeVisible(&b, rest[:n], before)
			b.WriteString(end)
			rest = rest[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(rest)
		flag = r == blackFlag || flag && r >= firstTag && r <= lastTag
		if flag && r != blackFlag {
			b.WriteString(rest[:n])
		} else {
			writeVisible(&b, rest[:n], before)
		}
		before, rest = r, rest[n:]
	}
	return b.String()
}

// writeVisible writes a text with its hidden characters made visible, and returns its last character.
func writeVisible(b *strings.Builder, s string, before rune) rune {
	for i, r := range s {
		switch {
		case r == utf8.RuneError, !isHidden(r) && !isJoiner(r), isJoiner(r) && joins(before, r):
			_, n := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n])
		default:
			fmt.Fprintf(b, "[U+%04X]", r)
		}
		before = r
	}
	return before
}

// runLength returns the length of the text from right to left at the beginning of a text: from its first letter to its
// last, with no letter from left to right in between.
func runLength(s string) (n int) {
	for i, r := range s {
		switch {
		case isRightToLeft(r):
			n = i + utf8.RuneLen(r)
		case i == 0, isLeftToRight(r), r == '&', r == ';': // an entity of HTML ends a run
			return n
		case isJoiner(r) && n == i:
			n = i + utf8.RuneLen(r)
		}
	}
	return n
}
