package views

import (
	"bytes"
	"html"
)

// DisableForms disables the submit buttons of posted forms in a page or fragment, with the reason as their title, and
// keeps typed values and search forms usable. It is idempotent.
func DisableForms(page []byte, reason string) []byte {
	attributes := []byte(` disabled data-blocked title="` + html.EscapeString(reason) + `"`)
	var out bytes.Buffer
	rest, posts := page, false
	for {
		start := bytes.IndexByte(rest, '<')
		if start < 0 {
			break
		}
		end := start + tagLength(rest[start:])
		tag := rest[start:end]
		switch {
		case isTag(tag, "form"):
			posts = bytes.Contains(tag, []byte(`method="post"`)) && !bytes.Contains(tag, []byte(`action="/theme"`))
		case isTag(tag, "/form"):
			posts = false
		case posts && isTag(tag, "button") && !bytes.Contains(tag, []byte(`type="button"`)) && !bytes.Contains(tag, []byte(` disabled`)):
			name := start + len("<button")
			out.Write(rest[:name])
			out.Write(attributes)
			rest, end = rest[name:], end-name
		}
		out.Write(rest[:end])
		rest = rest[end:]
	}
	out.Write(rest)
	return out.Bytes()
}

// isTag reports whether a tag has the given name.
func isTag(tag []byte, name string) bool {
	behind, found := bytes.CutPrefix(tag[1:], []byte(name))
	return found && len(behind) > 0 && bytes.IndexByte([]byte(" >\n\t/"), behind[0]) >= 0
}

// tagLength returns the length of the tag at the start of a text, whose attributes may contain any character.
func tagLength(text []byte) int {
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
