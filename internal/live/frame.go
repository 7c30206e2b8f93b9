package live

import (
	"bytes"
	"hash/maphash"
	"html"
)

// Fragment is a piece of a page with an id of its own. A page always has the same fragments;
// one with nothing to show is an empty element. Where a list has rows, they are fragments
// too, and its HTML holds theirs: no row is sent to those who have it already.
type Fragment struct {
	ID   string
	HTML []byte
	Rows []Fragment
}

// frame is what a topic looked like at one version.
type frame struct {
	fragments []Fragment
	sums      map[string]uint64
	shells    map[string]uint64 // what stands around the rows of a fragment
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

// shellOf returns what stands before, between and behind the rows in a fragment's HTML.
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

// sum is a hash of what HTML says, without the text of its <time> elements, which grows
// older by itself in the browser.
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

// full returns all fragments as one piece of HTML.
func (f frame) full() []byte {
	var b bytes.Buffer
	for _, fragment := range f.fragments {
		b.Write(fragment.HTML)
	}
	return b.Bytes()
}

// since returns what must be sent to get from an older frame to this one; nil means nothing.
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

// writeRows writes the rows that differ, each in a template of its own: a browser drops a row
// that it parses outside of a table.
func (f frame) writeRows(b *bytes.Buffer, old frame, rows []Fragment) {
	for _, row := range rows {
		if f.sums[row.ID] != old.sums[row.ID] {
			b.WriteString("<template>")
			b.Write(row.HTML)
			b.WriteString("</template>")
		}
	}
}

// writeShell writes a fragment with a mark in the place of each row that stands in it already, so
// that a list in which a row came or went costs that row and what is around the rows.
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
	if len(a) == 0 || len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID {
			return false
		}
	}
	return true
}
