package inventory

import (
	"slices"
	"strings"
)

// separator ends a searchable field, so that no match spans two fields. A text that contains it is never found.
const separator = "\x00"

// textIndex holds the searchable fields of many items in one lower-case text: searching one long text is many
// times faster than searching many short ones.
type textIndex struct {
	text string
	ends []int32 // where the text of each item ends
}

// newTextIndex indexes n items, whose fields are added by fields.
func newTextIndex(n int, fields func(pos int, add func(text string))) *textIndex {
	h := &textIndex{ends: make([]int32, n)}
	var text strings.Builder
	add := func(field string) {
		text.WriteString(strings.ToLower(field))
		text.WriteString(separator)
	}
	for pos := range n {
		fields(pos, add)
		h.ends[pos] = int32(text.Len())
	}
	h.text = text.String()
	return h
}

func (h *textIndex) contains(pos int, text string) bool {
	from := int32(0)
	if pos > 0 {
		from = h.ends[pos-1]
	}
	return !strings.Contains(text, separator) && strings.Contains(h.text[from:h.ends[pos]], text)
}

func (h *textIndex) matches(text string) []bool {
	found := make([]bool, len(h.ends))
	if strings.Contains(text, separator) {
		return found
	}
	for from, pos := 0, 0; ; from = int(h.ends[pos-1]) {
		hit := strings.Index(h.text[from:], text)
		if hit < 0 {
			return found
		}
		i, _ := slices.BinarySearch(h.ends[pos:], int32(from+hit+1))
		found[pos+i] = true
		pos += i + 1
	}
}
