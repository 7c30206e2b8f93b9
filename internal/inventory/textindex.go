package inventory

import (
	"math/bits"
	"slices"
	"strings"
)

// separator ends the fields of a text to search in, so that nothing is found across two of
// them. What holds one itself is found nowhere.
const separator = "\x00"

// haystack is what can be searched of many things, folded and in one text, since one long
// text is searched many times faster than many short ones.
type haystack struct {
	text string
	ends []int32 // where the text of each thing ends
	grams
}

// newHaystack makes a haystack of n things, of which fields returns the texts of one.
func newHaystack(n int, fields func(place int, add func(text string))) *haystack {
	h := &haystack{ends: make([]int32, n), grams: newGrams(n)}
	var text strings.Builder
	add := func(field string) {
		text.WriteString(strings.ToLower(field))
		text.WriteString(separator)
	}
	for place := range n {
		from := text.Len()
		fields(place, add)
		h.ends[place] = int32(text.Len())
		h.note(place, text.String()[from:])
	}
	h.text = text.String()
	return h
}

// holds reports whether a text is found in the thing at a place.
func (h *haystack) holds(place int, text string) bool {
	from := int32(0)
	if place > 0 {
		from = h.ends[place-1]
	}
	return !strings.Contains(text, separator) && strings.Contains(h.text[from:h.ends[place]], text)
}

// places tells of each thing whether a text is found in it.
func (h *haystack) places(text string) []bool {
	found := make([]bool, len(h.ends))
	switch {
	case strings.Contains(text, separator):
	case len(text) < gramBytes:
		h.scan(text, found)
	default:
		h.suspect(text, found)
	}
	return found
}

// suspect looks into the things that may hold a text by its triples of bytes.
func (h *haystack) suspect(text string, found []bool) {
	for block := range h.grams {
		for may := h.may(block, text); may != 0; may &= may - 1 {
			if place := 64*block + bits.TrailingZeros64(may); place < len(found) {
				found[place] = h.holds(place, text)
			}
		}
	}
}

// scan looks into all things, from hit to hit.
func (h *haystack) scan(text string, found []bool) {
	for from, place := 0, 0; ; from = int(h.ends[place-1]) {
		hit := strings.Index(h.text[from:], text)
		if hit < 0 {
			return
		}
		i, _ := slices.BinarySearch(h.ends[place:], int32(from+hit+1))
		found[place+i] = true
		place += i + 1
	}
}
