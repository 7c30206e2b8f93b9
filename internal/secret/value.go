// Package secret holds text that must not be printed.
package secret

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// masked replaces a secret in output.
const masked = "***"

// Value is text that no format verb, encoder or log reveals. The zero Value is unset.
type Value struct {
	text *string // behind a pointer, so that printing a struct's fields shows an address
}

// New returns a secret; empty text makes an unset one.
func New(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{text: &text}
}

// Reveal returns the text, or "" when it is unset.
func (s Value) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Set reports whether the secret has a value.
func (s Value) Set() bool { return s.text != nil }

// Equal reports whether two secrets are equal. It is for tests, and not constant-time.
func (s Value) Equal(other Value) bool { return s.Reveal() == other.Reveal() }

// String returns *** or, for an unset secret, nothing.
func (s Value) String() string {
	if s.text == nil {
		return ""
	}
	return masked
}

// Format writes String for every verb.
func (s Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalJSON returns String in quotes.
func (s Value) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalText returns String.
func (s Value) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets the secret.
func (s *Value) UnmarshalText(text []byte) error {
	*s = New(string(text))
	return nil
}

// LogValue returns String.
func (s Value) LogValue() slog.Value { return slog.StringValue(s.String()) }
