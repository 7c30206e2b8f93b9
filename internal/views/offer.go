package views

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"snapdeck/internal/markup"
)

// Permissions is what the user of a rendered page may do.
type Permissions interface {
	// May reports whether a request to an address of the page is allowed.
	May(ctx context.Context, method, address string) bool
	// Has reports whether the user has a right.
	Has(right string) bool
}

// Offer removes from a page or fragment what the user may not do: forms and buttons, menus that held nothing else,
// links that look like buttons or fill a list item, and elements whose data-right the user lacks. Other links keep
// their text. It is idempotent.
func Offer(ctx context.Context, page []byte, p Permissions) []byte {
	var out bytes.Buffer
	out.Grow(len(page))
	o := offering{p: p, out: &out, rest: page}
	for o.next(ctx) {
	}
	out.Write(o.rest)
	return out.Bytes()
}

// offering is a page that is processed tag by tag.
type offering struct {
	p      Permissions
	out    *bytes.Buffer
	rest   []byte
	bare   bool // the current form may not be sent, but some of its buttons may
	unlink bool // the current link is removed, but not its text
}

// next processes the next tag, and reports whether there was one.
func (o *offering) next(ctx context.Context) bool {
	start := bytes.IndexByte(o.rest, '<')
	if start < 0 {
		return false
	}
	o.out.Write(o.rest[:start])
	o.rest = o.rest[start:]
	tag := o.rest[:markup.TagLength(o.rest)]
	switch {
	case len(tag) < 2:
	case o.isForbidden(ctx, tag):
		o.rest = o.rest[elementLength(o.rest):]
		return true
	case o.unlink && markup.IsTag(tag, "/a"):
		o.unlink = false
		o.rest = o.rest[len(tag):]
		return true
	case markup.IsTag(tag, "a") && !o.follows(ctx, tag):
		o.unlink = true
		o.rest = o.rest[len(tag):]
		return true
	case markup.IsTag(tag, "/form"):
		o.bare = false
	}
	o.out.Write(tag)
	o.rest = o.rest[len(tag):]
	return true
}

// isForbidden reports whether an element is removed; its start tag is next.
func (o *offering) isForbidden(ctx context.Context, tag []byte) bool {
	if right, found := markup.Attribute(tag, "data-right"); found && !o.p.Has(right) {
		return true
	}
	switch {
	case markup.IsTag(tag, "form"):
		return o.isForbiddenForm(ctx, tag)
	case markup.IsTag(tag, "button"):
		if to, found := markup.Attribute(tag, "formaction"); found {
			return !o.p.May(ctx, "POST", to)
		}
		kind, _ := markup.Attribute(tag, "type")
		return o.bare && kind != "button"
	case markup.IsTag(tag, "details"), markup.IsTag(tag, "dialog"):
		return o.isEmptied(ctx, tag)
	case markup.IsTag(tag, "li"):
		return o.isForbiddenItem(ctx, tag)
	case markup.IsTag(tag, "a"):
		class, _ := markup.Attribute(tag, "class")
		return isButton(class) && !o.follows(ctx, tag)
	default:
		return false
	}
}

// isForbiddenForm reports whether no button of a form is allowed.
func (o *offering) isForbiddenForm(ctx context.Context, tag []byte) bool {
	if method, _ := markup.Attribute(tag, "method"); method != "post" {
		return false
	}
	action, _ := markup.Attribute(tag, "action")
	if o.p.May(ctx, "POST", action) {
		return false
	}
	for rest := o.rest[len(tag):elementLength(o.rest)]; ; {
		start := bytes.IndexByte(rest, '<')
		if start < 0 {
			return true
		}
		inner := rest[start : start+markup.TagLength(rest[start:])]
		rest = rest[start+len(inner):]
		if !markup.IsTag(inner, "button") {
			continue
		}
		if to, found := markup.Attribute(inner, "formaction"); found && o.p.May(ctx, "POST", to) {
			o.bare = true
			return false
		}
	}
}

// isForbiddenItem reports whether a list item consists only of a forbidden link.
func (o *offering) isForbiddenItem(ctx context.Context, tag []byte) bool {
	inner := bytes.TrimSpace(o.rest[len(tag):elementLength(o.rest)])
	if len(inner) < 2 || inner[0] != '<' || !markup.IsTag(inner, "a") {
		return false
	}
	behind := bytes.TrimSpace(inner[elementLength(inner):])
	return bytes.HasPrefix(behind, []byte("</li")) && !o.follows(ctx, inner[:markup.TagLength(inner)])
}

// isEmptied reports whether a menu has lost all of its forms.
func (o *offering) isEmptied(ctx context.Context, tag []byte) bool {
	inner := o.rest[len(tag):elementLength(o.rest)]
	return bytes.Contains(inner, []byte(`method="post"`)) && !bytes.Contains(Offer(ctx, inner, o.p), []byte("<form"))
}

func (o *offering) follows(ctx context.Context, tag []byte) bool {
	href, found := markup.Attribute(tag, "href")
	return !found || o.p.May(ctx, "GET", href)
}

func isButton(class string) bool { return slices.Contains(strings.Fields(class), "button") }

// elementLength returns the length of the element at the start of a text, including its end tag.
func elementLength(text []byte) int {
	tag := text[:markup.TagLength(text)]
	name := tagName(tag)
	if name == "input" || name == "br" || name == "hr" || name == "img" || bytes.HasSuffix(tag, []byte("/>")) {
		return len(tag)
	}
	at, depth := len(tag), 1
	for depth > 0 {
		start := bytes.IndexByte(text[at:], '<')
		if start < 0 {
			return len(text)
		}
		inner := text[at+start : at+start+markup.TagLength(text[at+start:])]
		at += start + len(inner)
		switch {
		case len(inner) < 2:
		case markup.IsTag(inner, name) && !bytes.HasSuffix(inner, []byte("/>")):
			depth++
		case markup.IsTag(inner, "/"+name):
			depth--
		}
	}
	return at
}

func tagName(tag []byte) string {
	end := bytes.IndexAny(tag[1:], " >\n\t/")
	if end < 0 {
		return ""
	}
	return string(tag[1 : 1+end])
}
