package paths

import (
	"net/url"
	"slices"
	"strings"
)

// segment returns an id as a segment of a path. An id that cannot stand there as it is gets a tilde in front.
func segment(id string) string {
	if reserved(id) {
		id = "~" + id
	}
	return url.PathEscape(id)
}

// IDOf returns the id for an unescaped segment of a path.
func IDOf(segment string) string {
	if id, escaped := strings.CutPrefix(segment, "~"); escaped && reserved(id) {
		return id
	}
	return segment
}

// reserved reports whether an id, or what is left of it without tildes, has another meaning in a path: browsers remove
// dots, also escaped ones, and words are those of routes beside ids.
func reserved(id string) bool {
	return slices.Contains([]string{".", "..", "sources"}, strings.TrimLeft(id, "~"))
}
