package store

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
)

// parseURL parses the URL of a PostgreSQL database. Its error does not quote an unreadable URL, which might
// show part of the password.
func parseURL(address string) (*pgx.ConnConfig, error) {
	const form = "use postgres://user:password@host:5432/database, with special characters of the password escaped, such as %40"
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "postgres" && parsed.Scheme != "postgresql") {
		return nil, errors.New("the URL of the PostgreSQL database cannot be parsed; " + form)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		reason := err
		if inner := errors.Unwrap(err); inner != nil {
			reason = inner
		}
		return nil, fmt.Errorf("the URL of the PostgreSQL database cannot be used: %s", withoutPassword(reason.Error(), parsed))
	}
	config.ConnectTimeout = cmp.Or(config.ConnectTimeout, connectTimeout)
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "snapdeck"
	}
	return config, nil
}

// withoutPassword masks the passwords of a URL in a text, plain and escaped.
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
