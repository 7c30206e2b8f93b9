package auth

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// idBytes is how much chance is in the id of a session: 256 bits.
const idBytes = 32

func newID() string { return base64.RawURLEncoding.EncodeToString(random(idBytes)) }

// hashID is the form in which an id is stored.
func hashID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// decode returns the id in a cookie, or ErrNoSession when it is not signed by us.
func (s *SessionStore) decode(cookie, value string) (string, error) {
	var id []byte
	if err := s.codec.Decode(cookie, value, &id); err != nil {
		return "", ErrNoSession
	}
	return string(id), nil
}

// encodeValues returns the values of a session but its user; nothing when there are none.
func encodeValues(values map[any]any) ([]byte, error) {
	stored := make(map[any]any, len(values))
	for key, value := range values {
		if _, ours := key.(userKey); !ours {
			stored[key] = value
		}
	}
	if len(stored) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(stored); err != nil {
		return nil, fmt.Errorf("encode the values: %w", err)
	}
	return b.Bytes(), nil
}

func decodeValues(data []byte, values map[any]any) error {
	if len(data) == 0 {
		return nil
	}
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&values); err != nil {
		return fmt.Errorf("decode the values: %w", err)
	}
	return nil
}

// shorten cuts text to at most n bytes of valid UTF-8.
func shorten(text string, n int) string {
	text = strings.ToValidUTF8(text, "")
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
