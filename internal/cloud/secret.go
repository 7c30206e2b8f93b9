package cloud

import (
	"fmt"
	"io"
	"log/slog"
)

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

// String returns *** or, for an unset secret, nothing.
func (s Secret) String() string {
	if s.text == nil {
		return ""
	}
	return masked
}

// Format writes String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns String, for encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
