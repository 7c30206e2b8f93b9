package bulk

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestBulkLock_SkipsLocked(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 7, time.Hour, 2*time.Hour).Locked("a-0", "audit")
	p := planOf(t, setup(c), "lock", url.Values{"snap": {"a-0", "a-1"}})
	require.Equal(t, []string{"a-1"}, p.snapshotIDs())
	require.Equal(t, []string{"a-0"}, skippedIDs(p.skipped))
	require.Contains(t, p.skipped[0].Reason, "audit")
	require.Equal(t, "7 GB", p.review.Facts[1].Text, "skipped snapshots do not count in the sums")
}

func TestBulkLock_ChecksItsFieldsWhenRecording(t *testing.T) {
	t.Parallel()
	s := setup(areatest.NewContract().Volume("a", 1, time.Hour))
	for name, c := range map[string]struct {
		reason, until string
		wrong         string // field
	}{
		"a reason":             {"audit", "", ""},
		"no reason":            {"", "", "reason"},
		"until a day":          {"audit", "2026-12-31", ""},
		"until yesterday":      {"audit", "2026-11-19", "until"},
		"until no day":         {"audit", "tomorrow", "until"},
		"an invisible reason":  {"\u200b\u200b", "", "reason"},
		"a day of the past":    {"audit", "1970-01-01", "until"},
		"a day that is no day": {"audit", "2026-02-30", "until"},
	} {
		values := url.Values{"snap": {"a-0"}, "reason": {c.reason}, "until": {c.until}}
		require.False(t, planOf(t, s, "lock", values).invalid, name)
		p := recordedPlanOf(t, s, "lock", values)
		require.Equal(t, c.wrong != "", p.invalid, name)
		for field := range p.review.Errors {
			require.Equal(t, c.wrong, field, name)
		}
		require.Equal(t, c.reason, p.review.Lock.Reason, "the input is kept")
	}
}

func TestBulkLock_RecordsReasonAndEnd(t *testing.T) {
	t.Parallel()
	s := setup(areatest.NewContract().Volume("a", 1, time.Hour))
	r := recordedPlanOf(t, s, "lock", url.Values{"snap": {"a-0"}, "reason": {"audit"}, "until": {"2026-12-31"}}).requests[0]
	require.Equal(t, operation.LockSnapshot, r.Kind)
	require.Equal(t, "audit", r.Task.Lock.Reason)
	require.Equal(t, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), r.Task.Lock.Until, "to the end of the day")
	r = recordedPlanOf(t, s, "lock", url.Values{"snap": {"a-0"}, "reason": {"audit"}}).requests[0]
	require.Zero(t, r.Task.Lock.Until, "without an end")
}

func TestBulkUnlock_OnlyLocked(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour, 3*time.Hour).Locked("a-0", "audit").Label("snapshot", "a-2", inventory.LabelLock, "2026-12-24T230000Z")
	p := planOf(t, setup(c), "unlock", url.Values{"snap": {"a-0", "a-1", "a-2"}})
	require.Equal(t, []string{"a-2", "a-0"}, p.snapshotIDs())
	require.Equal(t, []string{"a-1"}, skippedIDs(p.skipped))
	require.Contains(t, p.review.Rows[0].Effects[0], "24 Dec", "each row says which lock goes")
	require.Contains(t, p.review.Rows[1].Effects[0], "audit")
	for _, r := range p.requests {
		require.Equal(t, operation.UnlockSnapshot, r.Kind)
	}
}

func TestBulkUnlock_LockRequestedHereCounts(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour)
	c.Operation(operation.Operation{ID: "l", Kind: operation.LockSnapshot, State: operation.Queued, SnapshotID: "a-0", Task: operation.Task{Lock: &operation.Lock{Reason: "just now"}}})
	require.Len(t, planOf(t, setup(c), "unlock", url.Values{"snap": {"a-0"}}).requests, 1)
	require.Empty(t, planOf(t, setup(c), "lock", url.Values{"snap": {"a-0"}}).requests, "from the click on")
}
