package auditing

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/webtest"
)

// Another user, address, route or reason has its own entry.
func TestTraces_OneEntryPerKindAndMinute(t *testing.T) {
	t.Parallel()
	base := RefusedRequest{Reason: "right", Actor: "eve", Addr: "192.0.2.1", Route: "POST /x", ID: "1"}
	var traces refusalLimiter
	require.True(t, traces.Due(base, webtest.Noon))
	again := base
	again.ID, again.Detail = "2", "other words"
	require.False(t, traces.Due(again, webtest.Noon.Add(refusalEvery-1)))
	for name, change := range map[string]func(*RefusedRequest){
		"reason": func(r *RefusedRequest) { r.Reason = "proof" }, "actor": func(r *RefusedRequest) { r.Actor = "ada" },
		"address": func(r *RefusedRequest) { r.Addr = "192.0.2.2" }, "route": func(r *RefusedRequest) { r.Route = "POST /y" },
	} {
		other := base
		change(&other)
		require.True(t, traces.Due(other, webtest.Noon), name)
	}
	require.True(t, traces.Due(base, webtest.Noon.Add(refusalEvery)))
}

// An attacker with many addresses must not fill the audit log. The next minute starts over.
func TestTraces_AreBounded(t *testing.T) {
	t.Parallel()
	var traces refusalLimiter
	lines := 0
	for i := range 10 * maxRefusals {
		if traces.Due(RefusedRequest{Addr: strconv.Itoa(i)}, webtest.Noon) {
			lines++
		}
	}
	require.Equal(t, maxRefusals, lines)
	require.True(t, traces.Due(RefusedRequest{Addr: "later"}, webtest.Noon.Add(refusalEvery)))
	require.Len(t, traces.last, 1)
}

// newRecorder returns a recorder, what it records, its log, and how often pages were notified.
func newRecorder() (r *Recorder, entries *webtest.AuditLog, log *bytes.Buffer, changes *int) {
	entries, log, changes = &webtest.AuditLog{}, &bytes.Buffer{}, new(int)
	return &Recorder{
		AuditLog: entries, Observer: refusalCounter{}, Now: func() time.Time { return webtest.Noon }, Log: slog.New(slog.NewTextHandler(log, nil)), Changed: func() { *changes++ },
	}, entries, log, changes
}

// refusalCounter counts refusals by reason.
type refusalCounter map[string]int

func (o refusalCounter) ObserveRefusal(reason string) { o[reason]++ }

// It is written even if the client has disconnected.
func TestRecordRefusal_CountsAllAndRecordsOne(t *testing.T) {
	t.Parallel()
	seen := refusalCounter{}
	r, entries, log, _ := newRecorder()
	r.Observer = seen
	c, _ := webtest.Request(http.MethodPost, "/x", nil)
	disconnected, disconnect := context.WithCancel(t.Context())
	disconnect()
	for range 3 {
		r.RecordRefusal(c.Request().WithContext(disconnected), RefusedRequest{Reason: RefusedProof, Actor: "eve", Addr: "192.0.2.9", ID: "req-1", Detail: "Too old."})
	}
	require.Equal(t, map[string]int{"proof": 3}, map[string]int(seen))
	require.Len(t, entries.Entries, 1)
	require.Equal(t, []string{"eve", "192.0.2.9", "refuse", "refused", "Too old. Request req-1."},
		[]string{entries.Entries[0].Actor, entries.Entries[0].ActorAddr, entries.Entries[0].Action, entries.Entries[0].Outcome, entries.Entries[0].Detail})

	entries.Err = webtest.ErrAway
	r.RecordRefusal(c.Request(), RefusedRequest{Reason: RefusedCrossSite})
	require.Contains(t, log.String(), "level=ERROR")
}

// A client that waits for that long is let in, as the header says.
func TestThrottledText_RoundsUp(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]string{1: "1", time.Second: "1", time.Second + 1: "2", 90 * time.Second: "90"} {
		c, response := webtest.Request(http.MethodPost, "/login", nil)
		require.NotEmpty(t, ThrottledText(c, &auth.ThrottledError{Wait: wait}))
		require.Equal(t, want, response.Header().Get("Retry-After"), wait)
	}
}

// The entry has the name that was tried.
func TestRecordThrottled_LeavesEntry(t *testing.T) {
	t.Parallel()
	r, entries, _, _ := newRecorder()
	c, _ := webtest.Request(http.MethodPost, "/login", nil)
	r.RecordThrottled(c, "eve")
	require.Equal(t, "eve", entries.Entries[0].Actor)
	require.Equal(t, "refuse", entries.Entries[0].Action)
}

// It is written even if the client has disconnected, and pages that show it change. A failure to write stops no request.
func TestRecord_WrittenAfterClientDisconnects(t *testing.T) {
	t.Parallel()
	r, entries, log, changes := newRecorder()
	c, _ := webtest.Request(http.MethodPost, "/x", nil)
	disconnected, disconnect := context.WithCancel(t.Context())
	disconnect()
	c.SetRequest(c.Request().WithContext(disconnected))
	r.Record(c, "log-in", "done", "ada\n", "From a test.")
	require.Equal(t, "ada", entries.Entries[0].Actor, "without unprintable characters")
	require.Equal(t, webtest.Noon, entries.Entries[0].At)
	require.Equal(t, 1, *changes)

	entries.Err = webtest.ErrAway
	r.Record(c, "log-in", "done", "ada", "")
	require.Equal(t, 1, *changes)
	require.Contains(t, log.String(), "level=ERROR")
}
