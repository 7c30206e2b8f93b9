package views

import (
	"bytes"
	"html"

	"snapdeck/internal/markup"
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
		end := start + markup.TagLength(rest[start:])
		tag := rest[start:end]
		switch {
		case markup.IsTag(tag, "form"):
			posts = postsForm(tag)
		case markup.IsTag(tag, "/form"):
			posts = false
		case posts && markup.IsTag(tag, "button") && isSubmit(tag):
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
	method, _ := markup.Attribute(tag, "method")
	action, _ := markup.Attribute(tag, "action")
	return method == "post" && action != "/theme"
}

// isSubmit reports whether the button of a tag sends its form.
func isSubmit(tag []byte) bool {
	kind, _ := markup.Attribute(tag, "type")
	_, disabled := markup.Attribute(tag, "disabled")
	return kind != "button" && !disabled
}
