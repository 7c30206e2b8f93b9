package live

import (
	"bytes"
	"hash/maphash"
)

// Fragment is a piece of a page with an id of its own. A page always has the same fragments;
// one with nothing to show is an empty element. Where a list has rows, they are fragments
// too, and its HTML holds theirs: as long as the same rows stand in the same order and
// nothing around them differs, only changed rows are sent.
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
			f.shells[fragment.ID] = sum(seed, around(fragment)...)
		}
		for _, row := range fragment.Rows {
			f.sums[row.ID] = sum(seed, row.HTML)
		}
	}
	return f
}

// around returns what stands before, between and behind the rows in a fragment's HTML.
func around(f Fragment) [][]byte {
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
	for _, html := range pieces {
		for {
			said, rest, found := cutTime(html)
			_, _ = h.Write(said)
			if !found {
				break
			}
			html = rest
		}
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// cutTime cuts the text of the first <time> element out of HTML.
func cutTime(html []byte) (before, behind []byte, found bool) {
	start := bytes.Index(html, []byte("<time "))
	if start < 0 {
		return html, nil, false
	}
	open := bytes.IndexByte(html[start:], '>')
	end := bytes.Index(html[start:], []byte("</time>"))
	if open < 0 || end < open {
		return html, nil, false
	}
	return html[:start+open], html[start+end:], true
}

// whole returns all fragments as one piece of HTML.
func (f frame) whole() []byte {
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
			b.Write(fragment.HTML)
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
