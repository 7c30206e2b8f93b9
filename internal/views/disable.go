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
			posts = postsForm(tag)
		case isTag(tag, "/form"):
			posts = false
		case posts && isTag(tag, "button") && isSubmit(tag):
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

// postsForm reports whether the form of a tag is posted and changes more than the colours.
func postsForm(tag []byte) bool {
	method, _ := attribute(tag, "method")
	action, _ := attribute(tag, "action")
	return method == "post" && action != "/theme"
}

// isSubmit reports whether the button of a tag sends its form.
func isSubmit(tag []byte) bool {
	kind, _ := attribute(tag, "type")
	_, disabled := attribute(tag, "disabled")
	return kind != "button" && !disabled
}
