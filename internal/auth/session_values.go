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

const idBytes = 32 // random bytes in the id of a session

func newID() string { return base64.RawURLEncoding.EncodeToString(random(idBytes)) }

// hashID returns the stored form of an id: a stolen database yields no usable cookie.
func hashID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

// decode returns the id in a cookie, or ErrNoSession if its signature is wrong.
func (s *SessionStore) decode(cookie, value string) (string, error) {
	var id []byte
	if err := s.codec.Decode(cookie, value, &id); err != nil {
		return "", ErrNoSession
	}
	return string(id), nil
}

func encodeValues(values map[any]any) ([]byte, error) {
	if len(values) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(values); err != nil {
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
