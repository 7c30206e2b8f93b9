package config

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/target"
)

// TargetAge is a target; zero when it is not set.
type TargetAge time.Duration

// UnmarshalText parses a target such as 7d.
func (a *TargetAge) UnmarshalText(text []byte) error {
	age, err := target.Parse(string(text))
	if err != nil {
		return err
	}
	*a = TargetAge(age)
	return nil
}

// Age is the target as a duration.
func (a TargetAge) Age() time.Duration { return time.Duration(a) }

// Prefixes are ranges of addresses.
type Prefixes []netip.Prefix

// UnmarshalText parses comma-separated addresses and CIDR ranges.
func (p *Prefixes) UnmarshalText(text []byte) error {
	var all Prefixes
	for part := range strings.SplitSeq(string(text), ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		prefix, err := parsePrefix(part)
		if err != nil {
			return fmt.Errorf("%q is neither an address such as 10.0.0.7 nor a range such as 10.0.0.0/8", part)
		}
		all = append(all, prefix)
	}
	*p = all
	return nil
}

func parsePrefix(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		prefix, err := netip.ParsePrefix(text)
		return prefix.Masked(), err
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return addr.Unmap().Prefix(addr.Unmap().BitLen())
}

// Contains reports whether an address is in one of the ranges.
func (p Prefixes) Contains(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(prefix netip.Prefix) bool { return prefix.Contains(addr.Unmap()) })
}

// TimeZone is a zone of the IANA database. The zero TimeZone is UTC.
type TimeZone struct {
	location *time.Location
}

// Location returns the zone.
func (z TimeZone) Location() *time.Location {
	if z.location == nil {
		return time.UTC
	}
	return z.location
}

// String returns the name of the zone.
func (z TimeZone) String() string { return z.Location().String() }

// UnmarshalText parses the name of a zone.
func (z *TimeZone) UnmarshalText(text []byte) error {
	location, err := time.LoadLocation(string(text))
	if err != nil || location == time.Local {
		return fmt.Errorf("%q is not a time zone such as Europe/Berlin", text)
	}
	z.location = location
	return nil
}

// parseDuration parses a duration for package env, with Snapdeck's own error text.
func parseDuration(text string) (any, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not a duration such as 2s", text)
	}
	return d, nil
}
