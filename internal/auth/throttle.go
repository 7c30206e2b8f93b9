package auth

import (
	"context"
	"fmt"
	"net/netip"
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
		gates = append(gates, loginLimit{"address:" + network(addr), maxAddressWait})
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
func (a *Authenticator) allow(ctx context.Context, gates []loginLimit) error {
	now := a.now().UTC()
	seen := make([]Attempt, len(gates))
	var longest time.Duration
	for i, g := range gates {
		var err error
		if seen[i], err = a.attempts.Attempt(ctx, g.key); err != nil {
			return err
		}
		longest = max(longest, g.wait(seen[i], now))
	}
	if longest > 0 {
		return &ThrottledError{Wait: longest}
	}
	for i, g := range gates {
		after, err := a.attempts.AddFailure(ctx, g.key, now, now.Add(-failureRetention))
		if err != nil {
			return err
		}
		if after.Failures > allowedFailures && after.Failures > seen[i].Failures+1 {
			return &ThrottledError{Wait: max(firstWait, g.wait(after, now))}
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
