// Package telemetry provides structured logs and metrics. Its methods are named after events, and no type of
// the metrics library is exposed.
package telemetry

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// masked replaces secret values in logs.
const masked = "***"

// NewLogger returns a logger that writes text or JSON lines from a level on. Values of keys that name a secret
// are masked.
func NewLogger(out io.Writer, format string, level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: mask}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

// mask hides the values of keys that name secrets, and secrets in headers and addresses.
func mask(_ []string, a slog.Attr) slog.Attr {
	if namesSecret(a.Key) && a.Value.Kind() != slog.KindGroup {
		return slog.String(a.Key, masked)
	}
	if a.Value.Kind() != slog.KindAny {
		return a
	}
	switch value := a.Value.Any().(type) {
	case http.Header:
		return slog.Any(a.Key, maskHeader(value))
	case *url.URL:
		return slog.String(a.Key, value.Redacted())
	}
	return a
}

func maskHeader(header http.Header) http.Header {
	safe := header.Clone()
	for key := range safe {
		if namesSecret(key) {
			safe[key] = []string{masked}
		}
	}
	return safe
}

func namesSecret(key string) bool {
	key = strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "").Replace(key))
	return slices.ContainsFunc(
		[]string{"token", "password", "passwd", "secret", "authorization", "cookie", "sessionkey", "apikey", "credential"},
		func(word string) bool { return strings.Contains(key, word) })
}
