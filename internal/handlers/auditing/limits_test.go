package auditing

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
)

// The recorder asks its own clock: an entry is due again after a minute.
func TestRecorder_RefusalsAreLimitedByItsClock(t *testing.T) {
	t.Parallel()
	r, entries, _, changes := newRecorder()
	now := webtest.Noon
	r.Now = func() time.Time { return now }
	c, _ := webtest.Request(http.MethodPost, "/login", nil)
	for range 2 {
		r.RecordThrottled(c, "eve")
	}
	require.Len(t, entries.Entries, 1)
	now = now.Add(refusalEvery)
	r.RecordThrottled(c, "eve")
	require.Len(t, entries.Entries, 2)
	require.Equal(t, now, entries.Entries[1].At)
	require.Zero(t, *changes, "refusals reload no page, or an attacker could")
}

// Hostile names reach the audit log without what would change its lines.
func TestRecordRefusal_CleansActor(t *testing.T) {
	t.Parallel()
	r, entries, _, _ := newRecorder()
	c, _ := webtest.Request(http.MethodPost, "/login", nil)
	r.RecordThrottled(c, "eve\r\nada\x00")
	require.NotContains(t, entries.Entries[0].Actor, "\n")
	require.NotContains(t, entries.Entries[0].Actor, "\x00")
}

// A wait of a second is not written as zero, which a client would read as no wait.
func TestThrottledText_NamesWait(t *testing.T) {
	t.Parallel()
	c, _ := webtest.Request(http.MethodPost, "/login", nil)
	require.Contains(t, ThrottledText(c, &auth.ThrottledError{Wait: 1500 * time.Millisecond}), "2s")
	require.Contains(t, ThrottledText(c, &auth.ThrottledError{Wait: 5 * time.Minute}), "5m")
}
