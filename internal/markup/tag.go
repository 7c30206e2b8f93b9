// Package markup reads the tags of rendered HTML, whose attributes have double quotes.
package markup

import (
	"bytes"
	"html"
	"iter"
)

// Attribute returns the value of a tag's attribute with its escapes resolved. The values of other attributes may hold
// anything, such as a name that looks like an attribute.
func Attribute(tag []byte, name string) (value string, found bool) {
	if !bytes.Contains(tag, []byte(name)) {
		return "", false
	}
	for key, raw := range attributes(tag) {
		if string(key) == name {
			return html.UnescapeString(string(raw)), true
		}
	}
	return "", false
}

// attributes returns the attributes of a tag with their values, whose escapes are not resolved.
func attributes(tag []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		rest := tag[max(0, bytes.IndexAny(tag, " \n\t")):]
		for {
			rest = bytes.TrimLeft(rest, " \n\t/")
			end := bytes.IndexAny(rest, "= >\n\t/")
			if end <= 0 {
				return
			}
			name, value := rest[:end], []byte(nil)
			rest = rest[end:]
			if quoted, ok := bytes.CutPrefix(rest, []byte(`="`)); ok {
				value, rest, ok = bytes.Cut(quoted, []byte(`"`))
				if !ok { // half of a tag
					return
				}
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

// IsTag reports whether a tag has the given name.
func IsTag(tag []byte, name string) bool {
	behind, found := bytes.CutPrefix(tag[1:], []byte(name))
	return found && len(behind) > 0 && bytes.IndexByte([]byte(" >\n\t/"), behind[0]) >= 0
}

// TagLength returns the length of the tag at the start of a text, whose attributes may contain any character.
func TagLength(text []byte) int {
	quoted := false
	for i, c := range text {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '>' && !quoted:
			return i + 1
		}
	}
	return len(text)
}
