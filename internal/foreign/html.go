package foreign

import (
	"bytes"
	"cmp"
	"strings"

	"snapdeck/internal/markup"
)

// HTML makes the text in a page, or in a part of one, safe to display: text between tags, and attributes that are shown
// or read out. The values of form fields and of attributes for scripts stay as they are.
func HTML(page []byte) []byte {
	if plain(page) {
		return page
	}
	var out bytes.Buffer
	out.Grow(len(page) + 256)
	h := scanner{out: &out}
	for rest := page; len(rest) > 0; {
		n := bytes.IndexByte(rest, '<')
		switch {
		case n < 0:
			h.text(rest)
			rest = nil
		case n > 0:
			h.text(rest[:n])
			rest = rest[n:]
		default:
			end := markup.TagLength(rest)
			h.tag(rest[:end])
			rest = rest[end:]
		}
	}
	return out.Bytes()
}

type scanner struct {
	out    *bytes.Buffer
	within string // the current element whose text has no markup; empty: none
}

func (h *scanner) text(text []byte) {
	if h.within == "textarea" || plain(text) {
		h.out.Write(text)
		return
	}
	if h.within != "" {
		h.out.WriteString(Text(string(text)))
		return
	}
	h.out.WriteString(rewrite(string(text), "<bdi>", "</bdi>"))
}

// tag writes a tag, and records whether text without markup begins or ends with it.
func (h *scanner) tag(tag []byte) {
	name := tagName(tag)
	switch name {
	case "title", "option", "textarea", "svg":
		h.within = cmp.Or(h.within, name)
	case "/title", "/option", "/textarea", "/svg":
		if h.within == name[1:] {
			h.within = ""
		}
	}
	if plain(tag) {
		h.out.Write(tag)
		return
	}
	h.attributes(tag)
}

// attributes writes a tag, with the shown attributes made safe.
func (h *scanner) attributes(tag []byte) {
	quote := []byte{'"'}
	for {
		before, after, opened := bytes.Cut(tag, quote)
		value, rest, closed := bytes.Cut(after, quote)
		if !opened || !closed {
			break
		}
		if isShown(before) {
			value = []byte(Text(string(value)))
		}
		h.out.Write(bytes.Join([][]byte{before, value, nil}, quote))
		tag = rest
	}
	h.out.Write(tag)
}

// isShown reports whether a text ends with the name of an attribute that is shown or read out.
func isShown(before []byte) bool {
	name := strings.TrimSuffix(string(before), "=")
	name = name[strings.LastIndexAny(name, " \n\t")+1:]
	switch name {
	case "title", "aria-label", "aria-description", "alt", "placeholder", "label":
		return true
	default:
		return false
	}
}

func tagName(tag []byte) string {
	end := bytes.IndexAny(tag, " \n\t>")
	if end < 1 {
		return ""
	}
	return string(tag[1:end])
}
