package store

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// parseURL understands the address of a PostgreSQL database. What is wrong with one that
// cannot be read at all is not said, for that might be part of the password.
func parseURL(address string) (*pgx.ConnConfig, error) {
	const form = "it has the form postgres://user:password@host:5432/database, and what is special in a password is written as %40"
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "postgres" && parsed.Scheme != "postgresql") {
		return nil, errors.New("the URL of the PostgreSQL database cannot be read; " + form)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		reason := err
		if inner := errors.Unwrap(err); inner != nil {
			reason = inner
		}
		return nil, fmt.Errorf("the URL of the PostgreSQL database cannot be used: %s", withoutPassword(reason.Error(), parsed))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "snapdeck"
	}
	return config, nil
}

// withoutPassword returns text with the passwords of an address made unreadable, as they are
// and as they stand in the address.
func withoutPassword(text string, address *url.URL) string {
	password, _ := address.User.Password()
	secrets := []string{password, url.QueryEscape(password), url.PathEscape(password)}
	if _, written, ok := strings.Cut(address.User.String(), ":"); ok {
		secrets = append(secrets, written)
	}
	for _, name := range []string{"password", "sslpassword"} {
		secrets = append(secrets, address.Query()[name]...)
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}
