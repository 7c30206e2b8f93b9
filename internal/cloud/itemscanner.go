package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"snapdeck/internal/inventory"
)

// sift takes the entries out of a listing while its answer is read, one by one, so that a
// listing that the API does not page is never in memory as a whole. What is left, with an
// empty list of entries, is for the SDK. It serves one call, however often that is tried.
type sift struct {
	begin func() // forgets what an earlier try brought
	// take takes an entry, which may not be kept, and reports whether it is JSON.
	take func(raw []byte) bool

	broken bool // an entry is not JSON
	count  int

	depth             int
	text, escaped     bool // within a string
	inside, due       bool // within the entries, and after a comma there
	key, entry, chunk []byte
}

const (
	siftChunk = 64 << 10
	itemsKey  = "items"
)

// copy reads an answer to its end and writes what is left of it.
func (s *sift) copy(to *bytes.Buffer, from io.Reader) error {
	*s = sift{begin: s.begin, take: s.take, key: s.key[:0], entry: s.entry[:0], chunk: s.chunk}
	if s.chunk == nil {
		s.chunk = make([]byte, siftChunk)
	}
	s.begin()
	for {
		n, err := from.Read(s.chunk)
		for rest := s.chunk[:n]; len(rest) > 0; {
			if s.inside {
				rest = rest[s.within(to, rest):]
			} else {
				rest = rest[s.around(to, rest):]
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// around passes on what does not belong to an entry, and returns how much that is.
func (s *sift) around(to *bytes.Buffer, text []byte) int {
	for i, b := range text {
		switch {
		case s.text && s.depth == 1 && b != '"' && len(s.key) <= len(itemsKey):
			s.key = append(s.key, b)
		case !s.text && b == '"':
			s.key = s.key[:0]
		case !s.text && b == '[' && s.depth == 1 && string(s.key) == itemsKey:
			s.inside = true
		}
		s.follow(b)
		if s.inside {
			to.Write(text[:i+1])
			return i + 1
		}
	}
	to.Write(text)
	return len(text)
}

// within collects an entry until it ends, and returns how much of the text that takes.
func (s *sift) within(to *bytes.Buffer, text []byte) int {
	for i := 0; i < len(text); i++ {
		if s.text && !s.escaped {
			i += untilSpecial(text[i:])
			if i == len(text) {
				break
			}
		}
		b := text[i]
		if s.text || s.depth > 2 || b != ',' && b != ']' {
			s.follow(b)
			continue
		}
		s.entry = append(s.entry, text[:i]...)
		s.ends(b)
		if b == ']' {
			to.WriteByte(b)
			s.inside = false
			s.follow(b)
		}
		return i + 1
	}
	s.entry = append(s.entry, text...)
	return len(text)
}

// untilSpecial is how much of a text within a string comes before what may end the string.
func untilSpecial(text []byte) int {
	n := len(text)
	if quote := bytes.IndexByte(text, '"'); quote >= 0 {
		n = quote
	}
	if escape := bytes.IndexByte(text[:n], '\\'); escape >= 0 {
		n = escape
	}
	return n
}

// ends takes the entry that a sign ends.
func (s *sift) ends(by byte) {
	if raw := bytes.TrimSpace(s.entry); len(raw) > 0 {
		s.count++
		s.broken = !s.take(raw) || s.broken
	} else if by == ',' || s.due {
		s.broken = true
	}
	s.entry, s.due = s.entry[:0], by == ','
}

// follow keeps track of strings and depth.
func (s *sift) follow(b byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case s.text:
		s.escaped, s.text = b == '\\', b != '"'
	case b == '"':
		s.text = true
	case b == '{', b == '[':
		s.depth++
	case b == '}', b == ']':
		s.depth--
	}
}

// sifted is what a sift takes out of a page: items with a key, each once.
type sifted[T any] struct {
	items []T
	seen  map[string]struct{} // their keys
	warns []inventory.Warning
}

// newSifted has room for a few more than n items.
func newSifted[T any](n int) *sifted[T] {
	return &sifted[T]{items: make([]T, 0, n+n/64), seen: make(map[string]struct{}, n)}
}

// begin forgets what an earlier try brought.
func (s *sifted[T]) begin() {
	clear(s.seen)
	s.items, s.warns = s.items[:0], nil
}

func (l lister[S, T]) keep(in *sifted[T], item T, key string) {
	if key == "" {
		in.warns = append(in.warns, l.unnamed())
		return
	}
	if _, double := in.seen[key]; !double {
		in.seen[key] = struct{}{}
		in.items = append(in.items, item)
	}
}

// sifting returns a sift that collects a page into where it is told.
func (l lister[S, T]) sifting(into *sifted[T], memory *recalling[T]) *sift {
	return &sift{
		begin: into.begin,
		take: func(raw []byte) bool {
			item, key, sum, known := memory.look(raw)
			if known {
				l.keep(into, item, key)
				return true
			}
			entry, missing, ok := decodeItem[S](raw)
			warning, odd := oddEntry(l.resource, raw, missing, ok)
			if odd {
				into.warns = append(into.warns, warning)
			}
			if !ok {
				return json.Valid(raw)
			}
			item, key = l.convert(entry)
			l.keep(into, item, key)
			if !odd {
				memory.note(sum, key, item)
			}
			return true
		},
	}
}
