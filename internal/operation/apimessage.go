package operation

import (
	"strconv"
	"strings"
	"unicode"

	"snapdeck/internal/inventory"
)

// Sentence makes an API message readable: a leading JSON path, such as "[(root).properties.name]", becomes the
// name of the field, and a code such as "[VDC-5-0]" is removed (docs/ionos-api.md 6). The message itself stays
// unchanged for copying.
func Sentence(m inventory.APIMessage) string {
	text := strings.TrimSpace(m.Text)
	for {
		inside, rest, closed := strings.Cut(text, "]")
		inside, open := strings.CutPrefix(inside, "[")
		if !open || !closed {
			return text
		}
		rest = strings.TrimSpace(rest)
		if field := FieldLabel(pathField(inside)); field != "" && rest != "" {
			return field + ": " + rest
		}
		if rest == "" {
			return strings.TrimSpace(inside)
		}
		text = rest
	}
}

// FirstSentence is the first non-empty message of a failure, or "".
func (f *Failure) FirstSentence() string {
	if f == nil {
		return ""
	}
	for _, m := range f.Messages {
		if text := Sentence(m); text != "" {
			return text
		}
	}
	return ""
}

// pathField is the last field of a JSON path such as "(root).properties.name", or "".
func pathField(path string) string {
	field, isPath := strings.CutPrefix(path, "(root).")
	if !isPath {
		return ""
	}
	return field[strings.LastIndexByte(field, '.')+1:]
}

// FieldLabel is the label of an API field on a page: "licenceType" is "Licence type".
func FieldLabel(field string) string {
	switch field {
	case "":
		return ""
	case "secAuthProtection":
		return "Two-factor protection"
	case "type":
		return "Storage type"
	case "key", "value":
		return "Label " + field
	}
	var b strings.Builder
	for i, r := range field {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			b.WriteString(" " + string(unicode.ToLower(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quotaRefusal is a parsed message about a storage limit.
type quotaRefusal struct {
	refused      bool    // it is about a storage limit
	storage      string  // "HDD" or "SSD"; empty when missing
	needed, free float64 // in GB
	counted      bool    // both are given
}

// quotaOfMessage parses a refusal because of a storage limit.
func quotaOfMessage(m inventory.APIMessage) quotaRefusal {
	text := strings.ToLower(m.Text)
	limit := strings.Contains(text, "limit") && (strings.Contains(text, "exceed") || strings.Contains(text, "reached")) && !strings.Contains(text, "rate limit")
	if !strings.Contains(text, "quota") && !limit {
		return quotaRefusal{}
	}
	q := quotaRefusal{refused: true}
	for _, storage := range []string{"HDD", "SSD"} {
		if strings.Contains(m.Text, storage) {
			q.storage = storage
			break
		}
	}
	needed, hasNeeded := numberBefore(m.Text, " MB requested")
	free, hasFree := numberBefore(m.Text, " MB of ")
	q.needed, q.free, q.counted = needed/1024, free/1024, hasNeeded && hasFree
	return q
}

// numberBefore is the integer in front of some words.
func numberBefore(text, words string) (n float64, ok bool) {
	before, _, found := strings.Cut(text, words)
	if !found {
		return 0, false
	}
	n, err := strconv.ParseFloat(before[strings.LastIndexByte(before, ' ')+1:], 64)
	return n, err == nil
}

func namesLocation(m inventory.APIMessage) bool {
	text := strings.ToLower(m.Text)
	return strings.Contains(text, "properties.location]") || strings.Contains(text, "location") &&
		(strings.Contains(text, "not found") || strings.Contains(text, "same") || strings.Contains(text, "different") || strings.Contains(text, "must"))
}

// namesUse reports whether a message says that something is in use (docs/ionos-api.md 5, "deleting").
func namesUse(m inventory.APIMessage) bool {
	return strings.Contains(m.Text, "VDC-18-0") || strings.Contains(strings.ToLower(m.Text), "in use")
}
