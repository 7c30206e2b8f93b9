package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"snapdeck/internal/secret"
)

const (
	cloudAPIv6 = "/cloudapi/v6"
	maxSpeed   = 1e6
	urlAlone   = "IONOS_API_URL is set without credentials; set IONOS_TOKEN, or IONOS_USERNAME and IONOS_PASSWORD"
)

func (c *Config) checkCredentials(vars map[string]string) error {
	switch {
	case c.Username != "" && !c.Password.Set() && !c.Token.Set():
		return errors.New("IONOS_USERNAME is set without IONOS_PASSWORD")
	case c.Username == "" && c.Password.Set() && !c.Token.Set():
		return errors.New("IONOS_PASSWORD is set without IONOS_USERNAME")
	case c.Simulated() && vars["IONOS_API_URL"] != "":
		return errors.New(urlAlone)
	}
	if c.Simulated() && c.DatabaseURL.Set() {
		c.Warnings = append(c.Warnings, "each process has its own simulator, so several processes on one database would show different contracts; start cmd/ionossim and set IONOS_API_URL and IONOS_TOKEN instead")
	}
	if strings.ContainsFunc(c.Token.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("IONOS_TOKEN: contains a space or another invalid character")
	}
	if strings.Trim(c.ContractNumber, "0123456789") != "" {
		return fmt.Errorf("IONOS_CONTRACT_NUMBER: %q is not a number", c.ContractNumber)
	}
	return nil
}

// checkAPI normalises the address of the API: without /cloudapi/v6 and trailing slash.
func (c *Config) checkAPI() error {
	u, err := url.Parse(c.APIURL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fmt.Errorf("IONOS_API_URL: %q is not an address such as https://api.ionos.com", secret.Address(c.APIURL))
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("IONOS_API_URL: contains more than a scheme, a host and a path")
	}
	c.APIURL = strings.TrimRight(strings.TrimSuffix(strings.TrimRight(c.APIURL, "/"), cloudAPIv6), "/")
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		c.Warnings = append(c.Warnings, "IONOS_API_URL is http, so the credentials are sent unencrypted")
	}
	return nil
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func (c *Config) checkSimulator() error {
	if !(c.SimSpeed > 0 && c.SimSpeed <= maxSpeed) {
		return fmt.Errorf("SNAPDECK_SIM_SPEED: %v is not above 0 and at most %v", c.SimSpeed, maxSpeed)
	}
	return nil
}
