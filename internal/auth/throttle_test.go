package auth

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The bound of an account is short, since anyone can cause failures for another user.
func TestLoginLimit_WaitDoublesUpToBound(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	account, address := loginLimitsOf("ada", "192.0.2.1")[0], loginLimitsOf("ada", "192.0.2.1")[1]
	for _, c := range []struct {
		failures         int
		account, address time.Duration
	}{
		{0, 0, 0}, {4, 0, 0}, {5, time.Second, time.Second}, {6, 2 * time.Second, 2 * time.Second}, {10, 32 * time.Second, 32 * time.Second},
		{11, time.Minute, 64 * time.Second}, {13, time.Minute, 256 * time.Second}, {14, time.Minute, 5 * time.Minute}, {1 << 30, time.Minute, 5 * time.Minute},
	} {
		at := Attempt{Failures: c.failures, LastAt: now}
		require.Equal(t, c.account, account.wait(at, now), "%d failures of an account", c.failures)
		require.Equal(t, c.address, address.wait(at, now), "%d failures of an address", c.failures)
	}
	last := Attempt{Failures: 10, LastAt: now.Add(-10 * time.Second)}
	require.Equal(t, 22*time.Second, account.wait(last, now), "the time that has passed counts")
	last.LastAt = now.Add(-32 * time.Second)
	require.Zero(t, account.wait(last, now))
	last.LastAt = now.Add(-failureRetention - 1)
	require.Zero(t, address.wait(Attempt{Failures: 1 << 30, LastAt: last.LastAt}, now), "old failures do not count")
}

// A customer usually has a whole IPv6 network.
func TestNetwork_OneKeyPerCustomer(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::": "2001:db8:1:2::/64",
		"2001:db8:1:3::1": "2001:db8:1:3::/64", "fe80::1%eth0": "fe80::/64", "no address": "no address",
	} {
		require.Equal(t, want, network(addr), addr)
	}
}

func TestLoginLimitsOf_OmitUnknown(t *testing.T) {
	t.Parallel()
	keys := func(account, addr string) (keys []string) {
		for _, g := range loginLimitsOf(account, addr) {
			keys = append(keys, g.key)
		}
		return keys
	}
	require.Equal(t, []string{"account:ada", "address:192.0.2.1"}, keys("ada", "192.0.2.1"))
	require.Equal(t, []string{"account:ada"}, keys("ada", ""))
	require.Equal(t, []string{"address:192.0.2.1"}, keys("", "192.0.2.1"))
	require.Empty(t, keys("", ""))
}

func TestSessionCache_BoundedBySizeAndAge(t *testing.T) {
	t.Parallel()
	c, now := newSessionCache(), time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)
	id := func(i int) string { return string(rune('a'+i%26)) + time.Duration(i).String() }
	for i := range cacheSize {
		c.put(id(i), cachedSession{readAt: now.Add(-cacheTTL)}, 0)
	}
	require.Len(t, c.entries, cacheSize)
	c.put("fresh", cachedSession{readAt: now}, 0)
	require.Len(t, c.entries, 1, "the expired ones make room")
	for i := range cacheSize - 1 {
		c.put(id(i), cachedSession{readAt: now}, 0)
	}
	require.Len(t, c.entries, cacheSize)
	c.put("one more", cachedSession{readAt: now}, 0)
	require.Len(t, c.entries, 1, "all of them are dropped if none has expired")

	_, _, ok := c.get("one more", now.Add(cacheTTL-1))
	require.True(t, ok)
	_, _, ok = c.get("one more", now.Add(cacheTTL))
	require.False(t, ok)
	_, generation, _ := c.get("ended", now)
	c.forget(func(cachedSession) bool { return false })
	c.put("ended", cachedSession{readAt: now}, generation)
	_, _, ok = c.get("ended", now)
	require.False(t, ok, "it was read before a session ended")
}

func TestShorten_CutsBetweenCharacters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"browser", 200, "browser"}, {"browser", 7, "browser"}, {"browser", 3, "bro"}, {"grün", 3, "gr"}, {"grün", 4, "grü"}, {"🐴🐴", 7, "🐴"}, {"🐴", 3, ""}, {"a\xffb", 9, "ab"}, {"", 0, ""},
	} {
		require.Equal(t, c.want, shorten(c.text, c.n), "%q to %d bytes", c.text, c.n)
	}
}
