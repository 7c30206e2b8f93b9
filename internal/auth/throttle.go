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
	key       string
	maxWait   time.Duration
	before    Attempt   // the counter before allow
	countedAt time.Time // when allow counted a failure
}

// loginLimitsOf returns the limits of an account and of an address, either of which may be "".
func loginLimitsOf(account, addr string) []loginLimit {
	var limits []loginLimit
	if account != "" {
		limits = append(limits, loginLimit{key: accountKey + account, maxWait: maxAccountWait})
	}
	if addr != "" {
		limits = append(limits, loginLimit{key: addressKey + network(addr), maxWait: maxAddressWait})
	}
	return limits
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

func (l loginLimit) wait(a Attempt, now time.Time) time.Duration {
	if a.Failures < allowedFailures || now.Sub(a.LastAt) > failureRetention {
		return 0
	}
	return max(0, a.LastAt.Add(backoff.Doubling(firstWait, l.maxWait, a.Failures-allowedFailures)).Sub(now))
}

// allow counts a failure at each limit before the login is checked, or returns a *ThrottledError: otherwise a burst of
// parallel tries would pass together. After a success, takeBack or forgive removes it.
func (a *Authenticator) allow(ctx context.Context, limits []loginLimit) error {
	now := a.now().UTC()
	var longest time.Duration
	for i := range limits {
		l := &limits[i]
		var err error
		if l.before, err = a.attempts.Attempt(ctx, l.key); err != nil {
			return err
		}
		l.countedAt = now
		longest = max(longest, l.wait(l.before, now))
	}
	if longest > 0 {
		return &ThrottledError{Wait: longest}
	}
	for _, l := range limits {
		after, err := a.attempts.AddFailure(ctx, l.key, now, now.Add(-failureRetention))
		if err != nil {
			return err
		}
		if after.Failures > allowedFailures && after.Failures > l.before.Failures+1 {
			return &ThrottledError{Wait: max(firstWait, l.wait(after, now))}
		}
	}
	return nil
}

// takeBack removes the failures that were counted for a login that succeeded.
func (a *Authenticator) takeBack(ctx context.Context, limits []loginLimit) error {
	for _, l := range limits {
		if err := a.attempts.TakeBack(ctx, l.key, l.countedAt, l.before.LastAt); err != nil {
			return err
		}
	}
	return nil
}

// forgive is takeBack that also deletes earlier failures of the account. Those of the address stay: logging in to one's
// own account must not allow more guesses at others.
func (a *Authenticator) forgive(ctx context.Context, limits []loginLimit) error {
	for i, l := range limits {
		var err error
		if strings.HasPrefix(l.key, addressKey) {
			err = a.takeBack(ctx, limits[i:i+1])
		} else {
			err = a.attempts.ClearAttempts(ctx, l.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
