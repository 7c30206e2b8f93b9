package ui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// TextPart is a part of a searched text.
type TextPart struct {
	Text    string
	Matches bool
}

// MarkMatch splits a text around a case-insensitive match, preferably at the start of a word.
func MarkMatch(text, query string) []TextPart {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == "" || !keepsOffsets(text) {
		return []TextPart{{Text: text}}
	}
	at := matchAt(strings.ToLower(text), query)
	if at < 0 {
		return []TextPart{{Text: text}}
	}
	var parts []TextPart
	for _, p := range []TextPart{{text[:at], false}, {text[at : at+len(query)], true}, {text[at+len(query):], false}} {
		if p.Text != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// keepsOffsets reports whether each letter of a text is as long in lower case, so that a match is at the same offset in
// both.
func keepsOffsets(text string) bool {
	for i := 0; i < len(text); {
		letter, length := utf8.DecodeRuneInString(text[i:])
		if utf8.RuneLen(unicode.ToLower(letter)) != length {
			return false
		}
		i += length
	}
	return true
}

// MarkedText returns a text with its match marked; it is no template because those insert spaces between the parts.
func MarkedText(text, query string) templ.Component {
	var b strings.Builder
	b.WriteString("<span>")
	for _, part := range MarkMatch(text, query) {
		if part.Matches {
			b.WriteString("<mark>" + templ.EscapeString(part.Text) + "</mark>")
			continue
		}
		b.WriteString(templ.EscapeString(part.Text))
	}
	b.WriteString("</span>")
	return rendered(b.String())
}

func matchAt(lower, query string) int {
	first := strings.Index(lower, query)
	for at := first; at >= 0; {
		before, _ := utf8.DecodeLastRuneInString(lower[:at])
		if at == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return at
		}
		next := strings.Index(lower[at+1:], query)
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return first
}
