package config

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"snapdeck/internal/secret"
	"snapdeck/internal/site"
)

const (
	minToken   = 16      // bytes, so that it cannot be guessed
	maxStreams = 100_000 // event streams
)

func (c *Config) checkNetwork() error {
	return errors.Join(
		c.checkPublicURL(), c.checkTLS(), c.checkMetricsToken(),
		between("SNAPDECK_SESSION_STREAMS", c.SessionStreams, 1, maxStreams), between("SNAPDECK_MAX_STREAMS", c.MaxStreams, 1, maxStreams),
	)
}

func (c *Config) checkPublicURL() error {
	if c.PublicURL == "" {
		return nil
	}
	if _, err := site.ParsePublic(c.PublicURL); err != nil {
		return fmt.Errorf("SNAPDECK_PUBLIC_URL: %q %w", secret.Address(c.PublicURL), err)
	}
	return nil
}

func (c *Config) checkTLS() error {
	switch {
	case c.TLSCert == "" && c.TLSKey == "":
		return nil
	case c.TLSKey == "":
		return errors.New("SNAPDECK_TLS_CERT is set without SNAPDECK_TLS_KEY")
	case c.TLSCert == "":
		return errors.New("SNAPDECK_TLS_KEY is set without SNAPDECK_TLS_CERT")
	}
	if _, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey); err != nil {
		return fmt.Errorf("SNAPDECK_TLS_CERT, SNAPDECK_TLS_KEY: the pair cannot be used: %w", err)
	}
	return nil
}

func (c *Config) checkMetricsToken() error {
	if c.MetricsToken.Set() && len(c.MetricsToken.Reveal()) < minToken {
		return fmt.Errorf("SNAPDECK_METRICS_TOKEN: it is shorter than %d characters", minToken)
	}
	return nil
}

// TLS reports whether Snapdeck itself serves HTTPS.
func (c Config) TLS() bool { return c.TLSCert != "" }

// checkSSLMode refuses the address of a database on another machine without sslmode, since PostgreSQL's clients then
// fall back to plain text when the server offers no TLS.
func checkSSLMode(u *url.URL) error {
	query := u.Query()
	host := u.Hostname()
	if named := query.Get("host"); named != "" {
		host = named
	}
	if query.Get("sslmode") != "" || host == "" || strings.HasPrefix(host, "/") || isLoopback(host) {
		return nil
	}
	return errors.New("SNAPDECK_DATABASE_URL: the database is on another machine, and the address does not say whether the way there is encrypted; " +
		"add sslmode=verify-full, or sslmode=disable where only Snapdeck uses that network")
}
