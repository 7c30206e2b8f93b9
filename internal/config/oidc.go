package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"snapdeck/internal/secret"
)

// GroupRoles maps groups of an identity provider to roles.
type GroupRoles map[string]string

// UnmarshalText parses GROUP=ROLE, separated by commas, or a JSON object, since names of groups may contain commas.
func (r *GroupRoles) UnmarshalText(text []byte) error {
	if text = bytes.TrimSpace(text); bytes.HasPrefix(text, []byte("{")) && bytes.HasSuffix(text, []byte("}")) {
		return r.readObject(text)
	}
	roles := GroupRoles{}
	for pair := range strings.SplitSeq(string(text), ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		last := max(0, strings.LastIndex(pair, "=")) // names of groups may contain one too
		group, role := strings.TrimSpace(pair[:last]), strings.TrimSpace(strings.TrimPrefix(pair[last:], "="))
		if group == "" || role == "" {
			return fmt.Errorf("%q is not GROUP=ROLE", pair)
		}
		roles[group] = role
	}
	*r = roles
	return nil
}

func (r *GroupRoles) readObject(text []byte) error {
	roles := map[string]string{}
	if err := json.Unmarshal(text, &roles); err != nil {
		return fmt.Errorf(`this is not a JSON object such as {"ops": "maintainer"}: %w`, err)
	}
	for group, role := range roles {
		if group == "" || role == "" {
			return fmt.Errorf("%q is no role of the group %q", role, group)
		}
	}
	*r = roles
	return nil
}

// UsesProvider reports whether users can log in by an identity provider.
func (c Config) UsesProvider() bool { return c.OIDCIssuer != "" }

func (c Config) checkProvider() error {
	if !c.UsesProvider() {
		return nil
	}
	var errs []error
	u, err := url.Parse(c.OIDCIssuer)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		errs = append(errs, fmt.Errorf("SNAPDECK_OIDC_ISSUER: %q is not an address such as https://id.example.com", secret.Address(c.OIDCIssuer)))
	}
	if c.OIDCClientID == "" {
		errs = append(errs, errors.New("SNAPDECK_OIDC_CLIENT_ID must be set together with SNAPDECK_OIDC_ISSUER"))
	}
	if len(c.OIDCRoles) == 0 {
		errs = append(errs, errors.New("SNAPDECK_OIDC_ROLES must be set together with SNAPDECK_OIDC_ISSUER: without it no user has a role"))
	}
	return errors.Join(errs...)
}
