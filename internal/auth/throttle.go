package auth

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"snapdeck/internal/backoff"
)

// After allowedFailures, each further failure doubles the wait up to a bound. The bound of an account is short, because
// anyone can cause failures of another user's account. Failures expire after failureRetention without a new one.
const (
	allowedFailures  = 5
	firstWait        = time.Second
	maxAccountWait   = time.Minute
	maxAddressWait   = 5 * time.Minute
	failureRetention = time.Hour
)

// ThrottledError means that a login was refused without checking it, after too many failures.
type ThrottledError struct {
	Wait time.Duration // until the next try is allowed
}

func (e *ThrottledError) Error() string {
	return fmt.Sprintf("too many failed logins; wait %s", e.Wait.Round(time.Second))
}

// The prefixes of the keys of accounts and of addresses.
const (
	accountKey = "account:"
	addressKey = "address:"
)

// loginLimit is a counter of failures that limits logins.
type loginLimit struct {
	key     string
	maxWait time.Duration
}

// loginLimitsOf returns the limits of an account and of an address, either of which may be "".
func loginLimitsOf(account, addr string) []loginLimit {
	var gates []loginLimit
	if account != "" {
		gates = append(gates, loginLimit{accountKey + account, maxAccountWait})
	}
	if addr != "" {
		gates = append(gates, loginLimit{addressKey + network(addr), maxAddressWait})
	}
	return gates
}

// network returns the addresses that count as one: with IPv6 a /64, since one customer has all of it.
func network(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return addr
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}

// wait returns the time until the next try is allowed.
func (g loginLimit) wait(a Attempt, now time.Time) time.Duration {
	if a.Failures < allowedFailures || now.Sub(a.LastAt) > failureRetention {
		return 0
	}
	return max(0, a.LastAt.Add(backoff.Doubling(firstWait, g.maxWait, a.Failures-allowedFailures)).Sub(now))
}

// allow counts a failure at each limit before the login is checked, or returns a *ThrottledError: otherwise a burst of
// parallel tries would pass together. It returns the earlier counters for takeBack or forgive after a success.
func (a *Authenticator) allow(ctx context.Context, gates []loginLimit) ([]counted, error) {
	now := a.now().UTC()
	seen := make([]counted, len(gates))
	var longest time.Duration
	for i, g := range gates {
		before, err := a.attempts.Attempt(ctx, g.key)
		if err != nil {
			return nil, err
		}
		seen[i] = counted{before, now}
		longest = max(longest, g.wait(before, now))
	}
	if longest > 0 {
		return nil, &ThrottledError{Wait: longest}
	}
	for i, g := range gates {
		after, err := a.attempts.AddFailure(ctx, g.key, now, now.Add(-failureRetention))
		if err != nil {
			return nil, err
		}
		if after.Failures > allowedFailures && after.Failures > seen[i].before.Failures+1 {
			return nil, &ThrottledError{Wait: max(firstWait, g.wait(after, now))}
		}
	}
	return seen, nil
}

// counted describes a failure that was counted before a login was checked.
type counted struct {
	before Attempt
	at     time.Time
}

// takeBack removes the failures that were counted for a login that succeeded.
func (a *Authenticator) takeBack(ctx context.Context, gates []loginLimit, seen []counted) error {
	for i, g := range gates {
		if err := a.attempts.TakeBack(ctx, g.key, seen[i].at, seen[i].before.LastAt); err != nil {
			return err
		}
	}
	return nil
}

// forgive is takeBack that also deletes earlier failures of the account. Those of the address stay: logging in to one's
// own account must not allow more guesses at others.
func (a *Authenticator) forgive(ctx context.Context, gates []loginLimit, seen []counted) error {
	for i, g := range gates {
		var err error
		if strings.HasPrefix(g.key, addressKey) {
			err = a.takeBack(ctx, gates[i:i+1], seen[i:i+1])
		} else {
			err = a.attempts.ClearAttempts(ctx, g.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
