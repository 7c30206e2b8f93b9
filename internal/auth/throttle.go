package auth

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// The throttle: after allowedFailures each further failure doubles the wait, up to a bound.
// An account never has to wait longer than maxAccountWait, so that nobody can lock
// someone else out for good. Failures are forgotten after failureRetention without a new one.
const (
	allowedFailures  = 5
	firstWait        = time.Second
	maxAccountWait   = time.Minute
	maxAddressWait   = 5 * time.Minute
	failureRetention = time.Hour
)

// ThrottledError says that login failed too often. It was not tried.
type ThrottledError struct {
	Wait time.Duration // until it may be tried again
}

// Error says how long to wait.
func (e *ThrottledError) Error() string {
	return fmt.Sprintf("too many failed log-ins; wait %s", e.Wait.Round(time.Second))
}

// addressKey begins the keys of the counters of addresses.
const addressKey = "address:"

// loginLimit is one counter that a login has to pass.
type loginLimit struct {
	key     string
	maxWait time.Duration
}

// loginLimitsOf returns the counters of an account and of an address; "" stands for neither.
func loginLimitsOf(account, addr string) []loginLimit {
	var gates []loginLimit
	if account != "" {
		gates = append(gates, loginLimit{"account:" + account, maxAccountWait})
	}
	if addr != "" {
		gates = append(gates, loginLimit{addressKey + network(addr), maxAddressWait})
	}
	return gates
}

// network is what counts as one address: of IPv6 the /64 that a customer has to himself.
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

// wait is how long to wait after the last failure.
func (g loginLimit) wait(a Attempt, now time.Time) time.Duration {
	if a.Failures < allowedFailures || now.Sub(a.LastAt) > failureRetention {
		return 0
	}
	doublings := min(a.Failures-allowedFailures, 20)
	pause := min(firstWait<<doublings, g.maxWait)
	return max(0, a.LastAt.Add(pause).Sub(now))
}

// allow counts a failure in advance at each gate, or returns a *ThrottledError. A success
// clears them. Counting first keeps a burst of parallel tries from passing together.
// It returns the counters as they were.
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

// counted is a counter before a try was counted in advance, and when that was.
type counted struct {
	before Attempt
	at     time.Time
}

// takeBack takes back what was counted in advance for a try that was right.
func (a *Authenticator) takeBack(ctx context.Context, gates []loginLimit, seen []counted) error {
	for i, g := range gates {
		if err := a.attempts.TakeBack(ctx, g.key, seen[i].at, seen[i].before.LastAt); err != nil {
			return err
		}
	}
	return nil
}

// forgive takes back what was counted in advance for a try that was right. The failures of the account are
// forgotten; those of the address stay, so that a login of one's own does not buy more guesses at others.
func (a *Authenticator) forgive(ctx context.Context, gates []loginLimit, seen []counted) error {
	for i, g := range gates {
		if strings.HasPrefix(g.key, addressKey) {
			if err := a.attempts.TakeBack(ctx, g.key, seen[i].at, seen[i].before.LastAt); err != nil {
				return err
			}
			continue
		}
		if err := a.attempts.ClearAttempts(ctx, g.key); err != nil {
			return err
		}
	}
	return nil
}

func (a *Authenticator) clear(ctx context.Context, gates []loginLimit) error {
	for _, g := range gates {
		if err := a.attempts.ClearAttempts(ctx, g.key); err != nil {
			return err
		}
	}
	return nil
}
