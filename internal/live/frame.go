package live

import (
	"bytes"
	"hash/maphash"
)

// Fragment is a piece of a page with an id of its own. Where a list has rows, they are
// fragments too: as long as the same rows stand in the same order, only changed rows are sent.
type Fragment struct {
	ID   string
	HTML []byte
	Rows []Fragment
}

// frame is what a topic looked like at one version.
type frame struct {
	fragments []Fragment
	sums      map[string]uint64
}

func newFrame(seed maphash.Seed, fragments []Fragment) frame {
	f := frame{fragments: fragments, sums: map[string]uint64{}}
	for _, fragment := range fragments {
		f.sums[fragment.ID] = sum(seed, fragment.HTML)
		for _, row := range fragment.Rows {
			f.sums[row.ID] = sum(seed, row.HTML)
		}
	}
	return f
}

// sum is a hash of what a fragment says, without the text of its <time> elements, which
// grows older by itself in the browser.
func sum(seed maphash.Seed, html []byte) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for {
		start := bytes.Index(html, []byte("<time"))
		if start < 0 {
			break
		}
		open := bytes.IndexByte(html[start:], '>')
		end := bytes.Index(html[start:], []byte("</time>"))
		if open < 0 || end < open {
			break
		}
		_, _ = h.Write(html[:start+open])
		html = html[start+end:]
	}
	_, _ = h.Write(html)
	return h.Sum64()
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
		case known && sameRows(was.Rows, fragment.Rows):
			f.writeRows(&b, old, fragment.Rows)
		default:
			b.Write(fragment.HTML)
		}
	}
	return b.Bytes()
}

func (f frame) writeRows(b *bytes.Buffer, old frame, rows []Fragment) {
	for _, row := range rows {
		if f.sums[row.ID] != old.sums[row.ID] {
			b.Write(row.HTML)
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
