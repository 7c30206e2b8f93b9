package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"snapdeck/internal/inventory"
)

// itemScanner extracts the entries of a listing one by one while the response is read, so that an unpaged
// listing is never in memory as a whole: without it, 50,000 snapshots take 424 MB while they are read again, and the first
// load 1.75 times as long as the SDK alone. The rest, with an empty list of entries, goes to the SDK. It serves one call
// with all its tries.
type itemScanner struct {
	begin func() // discards the entries of an earlier try
	// take receives an entry, which it must not retain, and reports whether it is JSON.
	take func(raw []byte) bool

	broken bool // an entry is not JSON
	count  int

	depth              int
	text, escaped      bool // inside a string
	inside, afterComma bool // inside the list, and after a comma there
	key, entry, chunk  []byte
}

const (
	scanChunk = 64 << 10
	itemsKey  = "items"
)

// copy reads a response and writes what remains of it.
func (s *itemScanner) copy(to *bytes.Buffer, from io.Reader) error {
	*s = itemScanner{begin: s.begin, take: s.take, key: s.key[:0], entry: s.entry[:0], chunk: s.chunk}
	if s.chunk == nil {
		s.chunk = make([]byte, scanChunk)
	}
	s.begin()
	for {
		n, err := from.Read(s.chunk)
		for rest := s.chunk[:n]; len(rest) > 0; {
			if s.inside {
				rest = rest[s.collect(to, rest):]
			} else {
				rest = rest[s.passThrough(to, rest):]
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

// passThrough copies text outside of entries, and returns its length.
func (s *itemScanner) passThrough(to *bytes.Buffer, text []byte) int {
	for i, b := range text {
		switch {
		case s.text && s.depth == 1 && b != '"' && len(s.key) <= len(itemsKey):
			s.key = append(s.key, b)
		case !s.text && b == '"':
			s.key = s.key[:0]
		case !s.text && b == '[' && s.depth == 1 && string(s.key) == itemsKey:
			s.inside = true
		}
		s.track(b)
		if s.inside {
			to.Write(text[:i+1])
			return i + 1
		}
	}
	to.Write(text)
	return len(text)
}

// collect collects an entry up to its end, and returns the length of text that was consumed.
func (s *itemScanner) collect(to *bytes.Buffer, text []byte) int {
	for i := 0; i < len(text); i++ {
		if s.text && !s.escaped {
			i += untilSpecial(text[i:])
			if i == len(text) {
				break
			}
		}
		b := text[i]
		if s.text || s.depth > 2 || b != ',' && b != ']' {
			s.track(b)
			continue
		}
		s.entry = append(s.entry, text[:i]...)
		s.endEntry(b)
		if b == ']' {
			to.WriteByte(b)
			s.inside = false
			s.track(b)
		}
		return i + 1
	}
	s.entry = append(s.entry, text...)
	return len(text)
}

// untilSpecial is the length of text inside a string before a character that may end the string.
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

// endEntry takes the entry that a character ends.
func (s *itemScanner) endEntry(by byte) {
	if raw := bytes.TrimSpace(s.entry); len(raw) > 0 {
		s.count++
		s.broken = !s.take(raw) || s.broken
	} else if by == ',' || s.afterComma {
		s.broken = true
	}
	s.entry, s.afterComma = s.entry[:0], by == ','
}

// track keeps track of strings and depth.
func (s *itemScanner) track(b byte) {
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

// scannedItems are the extracted items of a page with their keys, without duplicates.
type scannedItems[T any] struct {
	items []T
	seen  map[string]struct{} // by key
	warns []inventory.Warning
}

// newScannedItems has room for slightly more than n items.
func newScannedItems[T any](n int) *scannedItems[T] {
	return &scannedItems[T]{items: make([]T, 0, n+n/64), seen: make(map[string]struct{}, n)}
}

// begin discards the items of an earlier try.
func (s *scannedItems[T]) begin() {
	clear(s.seen)
	s.items, s.warns = s.items[:0], nil
}

func (l collection[S, T]) add(in *scannedItems[T], item T, key string) {
	if key == "" {
		in.warns = append(in.warns, l.missingIDWarning())
		return
	}
	if _, double := in.seen[key]; !double {
		in.seen[key] = struct{}{}
		in.items = append(in.items, item)
	}
}

// newScanner returns a scanner that collects a page's items.
func (l collection[S, T]) newScanner(into *scannedItems[T], memory *cacheReading[T]) *itemScanner {
	return &itemScanner{
		begin: into.begin,
		take: func(raw []byte) bool {
			item, key, sum, known := memory.lookup(raw)
			if known {
				l.add(into, item, key)
				return true
			}
			entry, missing, ok := decodeItem[S](raw)
			warning, malformed := badEntryWarning(l.resource, raw, missing, ok)
			if malformed {
				into.warns = append(into.warns, warning)
			}
			if !ok {
				return json.Valid(raw)
			}
			item, key = l.convert(entry)
			l.add(into, item, key)
			if !malformed {
				memory.put(sum, key, item)
			}
			return true
		},
	}
}
