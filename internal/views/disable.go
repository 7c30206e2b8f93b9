package views

import (
	"bytes"
	"html"
)

// DisableForms disables the buttons of all forms that are posted, in a page or a part of one, and
// says why on hover. What was typed stays, and forms that only look at something work. It may be
// applied to what it has returned.
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

// isTag reports whether a tag has a name.
func isTag(tag []byte, name string) bool {
	behind, found := bytes.CutPrefix(tag[1:], []byte(name))
	return found && len(behind) > 0 && bytes.IndexByte([]byte(" >\n\t/"), behind[0]) >= 0
}

// tagLength is the length of the tag at the beginning of a text, whose attributes may hold any character.
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
