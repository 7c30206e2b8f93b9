package live

import (
	"bytes"
	"hash/maphash"
	"html"
	"slices"
)

// Fragment is a part of a page with an id of its own. A page always has the same fragments; one with nothing to show is
// an empty element. The rows of a list are fragments too, contained in its HTML, so that unchanged rows are not sent
// again.
type Fragment struct {
	ID   string
	HTML []byte
	Rows []Fragment
}

// frame is the content of a topic at one version.
type frame struct {
	fragments []Fragment
	sums      map[string]uint64
	shells    map[string]uint64 // of the HTML around the rows of a fragment
}

func newFrame(seed maphash.Seed, fragments []Fragment) frame {
	f := frame{fragments: fragments, sums: map[string]uint64{}, shells: map[string]uint64{}}
	for _, fragment := range fragments {
		f.sums[fragment.ID] = sum(seed, fragment.HTML)
		if len(fragment.Rows) > 0 {
			f.shells[fragment.ID] = sum(seed, shellOf(fragment)...)
		}
		for _, row := range fragment.Rows {
			f.sums[row.ID] = sum(seed, row.HTML)
		}
	}
	return f
}

// shellOf returns the HTML before, between and after the rows of a fragment.
func shellOf(f Fragment) [][]byte {
	rest := f.HTML
	var pieces [][]byte
	for _, row := range f.Rows {
		before, behind, found := bytes.Cut(rest, row.HTML)
		if !found {
			break
		}
		pieces, rest = append(pieces, before), behind
	}
	return append(pieces, rest)
}

// sum hashes HTML without the text of its <time> elements, which the browser updates by itself.
func sum(seed maphash.Seed, pieces ...[]byte) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, piece := range pieces {
		for {
			visible, rest, found := cutTime(piece)
			_, _ = h.Write(visible)
			if !found {
				break
			}
			piece = rest
		}
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// cutTime cuts the text of the first <time> element out of HTML.
func cutTime(text []byte) (before, behind []byte, found bool) {
	start := bytes.Index(text, []byte("<time "))
	if start < 0 {
		return text, nil, false
	}
	open := bytes.IndexByte(text[start:], '>')
	end := bytes.Index(text[start:], []byte("</time>"))
	if open < 0 || end < open {
		return text, nil, false
	}
	return text[:start+open], text[start+end:], true
}

func (f frame) full() []byte {
	var b bytes.Buffer
	for _, fragment := range f.fragments {
		b.Write(fragment.HTML)
	}
	return b.Bytes()
}

// since returns the changes from an older frame to this one; nil means none.
func (f frame) since(old frame) []byte {
	before := map[string]Fragment{}
	for _, fragment := range old.fragments {
		before[fragment.ID] = fragment
	}
	var b bytes.Buffer
	for _, fragment := range f.fragments {
		was, known := before[fragment.ID]
		switch {
		case known && f.sums[fragment.ID] == old.sums[fragment.ID]:
		case known && f.shells[fragment.ID] == old.shells[fragment.ID] && sameRows(was.Rows, fragment.Rows):
			f.writeRows(&b, old, fragment.Rows)
		default:
			f.writeShell(&b, old, was.Rows, fragment)
		}
	}
	return b.Bytes()
}

// writeRows writes the rows that differ, each in a template of its own: a browser drops a row that it parses outside a
// table.
func (f frame) writeRows(b *bytes.Buffer, old frame, rows []Fragment) {
	for _, row := range rows {
		if f.sums[row.ID] != old.sums[row.ID] {
			b.WriteString("<template>")
			b.Write(row.HTML)
			b.WriteString("</template>")
		}
	}
}

// writeShell writes a fragment with a placeholder for each unchanged row: when a row is added to a list or removed, only
// that row and the HTML around the rows are sent.
func (f frame) writeShell(b *bytes.Buffer, old frame, had []Fragment, now Fragment) {
	known := make(map[string]struct{}, len(had))
	for _, row := range had {
		known[row.ID] = struct{}{}
	}
	rest := now.HTML
	for _, row := range now.Rows {
		if _, has := known[row.ID]; !has || f.sums[row.ID] != old.sums[row.ID] {
			continue
		}
		before, behind, found := bytes.Cut(rest, row.HTML)
		if !found {
			break
		}
		b.Write(before)
		b.WriteString(`<template data-unchanged="` + html.EscapeString(row.ID) + `"></template>`)
		rest = behind
	}
	b.Write(rest)
}

func sameRows(a, b []Fragment) bool {
	return len(a) > 0 && slices.EqualFunc(a, b, func(x, y Fragment) bool { return x.ID == y.ID })
}
