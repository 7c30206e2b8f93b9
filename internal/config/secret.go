package config

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// masked replaces a secret in output.
const masked = "***"

// Secret is text that no format verb, encoder or log reveals. The zero Secret is unset.
type Secret struct {
	text *string // behind a pointer, so that printing a struct's fields shows an address
}

// NewSecret returns a secret; empty text makes an unset one.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text, or "" when it is unset.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Set reports whether the secret has a value.
func (s Secret) Set() bool { return s.text != nil }

// Equal reports whether two secrets are equal. It is for tests, and not constant-time.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String returns *** or, for an unset secret, nothing.
func (s Secret) String() string {
	if s.text == nil {
		return ""
	}
	return masked
}

// Format writes String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalJSON returns String in quotes.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// MarshalText returns String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets the secret.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// LogValue returns String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
