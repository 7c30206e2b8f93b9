package cloud

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// itemScanner extracts the entries of a listing one by one while the response is read, because an unpaged listing is
// too large to hold as a whole: without it, 50,000 snapshots take 424 MB while they are read again, and the first load
// takes 1.75 times as long as the SDK alone. The rest, with an empty list of entries, goes to the SDK. It serves one
// call with all its tries.
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

// copy reads a response and writes it without its entries.
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

// collect collects text of an entry, and returns the length that it consumed.
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

// untilSpecial returns the length of text inside a string before a character that may end the string.
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

// endEntry hands over the entry that a comma or the end of the list ends.
func (s *itemScanner) endEntry(by byte) {
	if raw := bytes.TrimSpace(s.entry); len(raw) > 0 {
		s.count++
		s.broken = !s.take(raw) || s.broken
	} else if by == ',' || s.afterComma {
		s.broken = true
	}
	s.entry, s.afterComma = s.entry[:0], by == ','
}

// track follows strings and nesting.
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

// newScanner returns a scanner that adds the entries of a response to a listing.
func (l collection[S, T]) newScanner(into *partialListing[T], memory *cacheReading[T]) *itemScanner {
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
			item, key, complete := l.addEntry(into, entry)
			if !malformed && complete {
				memory.put(sum, key, item)
			}
			return true
		},
	}
}
