package bulk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

func TestBulkDelete_SkipsProtectedSnapshots(t *testing.T) {
	t.Parallel()
	open := func(kind operation.Kind, state operation.State, notBefore time.Duration) operation.Operation {
		op := operation.Operation{ID: "x", Kind: kind, State: state, SnapshotID: "a-0", VolumeID: "a"}
		if kind == operation.RestoreVolume {
			op.Chain = "chain"
		}
		if notBefore != 0 {
			op.NotBefore = areatest.Noon.Add(notBefore)
		}
		return op
	}
	reasons := map[string]string{}
	for code, change := range map[string]func(*areatest.Contract){
		operation.CauseLocked: func(c *areatest.Contract) { c.Locked("a-0", "audit") },
		operation.CauseInUse:  func(c *areatest.Contract) { c.Operation(open(operation.RestoreVolume, operation.Waiting, 0)) },
		operation.ObstacleDeletionPlanned: func(c *areatest.Contract) {
			c.Operation(open(operation.DeleteSnapshot, operation.Queued, time.Minute))
		},
		operation.ObstacleBeingDeleted: func(c *areatest.Contract) { c.Operation(open(operation.DeleteSnapshot, operation.Submitting, 0)) },
	} {
		c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour)
		change(c)
		p := planOf(t, setup(c), "delete", url.Values{"snap": {"a-0", "a-1"}})
		require.Equal(t, []string{"a-1"}, p.snapshotIDs(), code)
		require.Equal(t, []string{"a-0"}, skippedIDs(p.skipped), code)
		require.Equal(t, code, p.skipped[0].Code)
		require.Empty(t, reasons[p.skipped[0].Reason], "%s reads like %s", code, reasons[p.skipped[0].Reason])
		reasons[p.skipped[0].Reason] = code
	}
	for name, op := range map[string]operation.Operation{
		"a restore that is done": open(operation.RestoreVolume, operation.Done, 0), "a deletion that failed": open(operation.DeleteSnapshot, operation.Failed, 0),
		"a deletion that was undone": open(operation.DeleteSnapshot, operation.Cancelled, time.Minute),
	} {
		c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour).Operation(op)
		require.Len(t, planOf(t, setup(c), "delete", url.Values{"snap": {"a-0", "a-1"}}).requests, 2, name)
	}
}

func TestBulkDelete_ExpiredLocksDoNotCount(t *testing.T) {
	t.Parallel()
	for until, deletes := range map[string]int{"2026-11-20T115959Z": 1, "2026-11-20T120001Z": 0, "open": 0, "soon": 0} {
		c := areatest.NewContract().Volume("a", 1, time.Hour).Label("snapshot", "a-0", inventory.LabelLock, until)
		require.Len(t, planOf(t, setup(c), "delete", url.Values{"snap": {"a-0"}}).requests, deletes, until)
	}
}

func TestBulkDelete_ConfirmsLastCopyOfEachVolume(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour).Volume("b", 1, time.Hour)
	for name, q := range map[string]struct {
		snaps  []string
		losing []string
		phrase string
	}{
		"another one stays":  {[]string{"a-0"}, nil, ""},
		"the only one":       {[]string{"b-0"}, []string{"b"}, "delete the last one"},
		"both of a volume":   {[]string{"a-0", "a-1"}, []string{"a"}, "delete 2 snapshots"},
		"one of each volume": {[]string{"a-0", "b-0"}, []string{"b"}, "delete 2 snapshots"},
		"all":                {[]string{"a-0", "a-1", "b-0"}, []string{"a", "b"}, "delete 3 snapshots"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := planOf(t, setup(c), "delete", url.Values{"snap": q.snaps})
			var losing []string
			for _, l := range p.review.LosingLastCopy {
				losing = append(losing, l.Text)
			}
			require.Equal(t, q.losing, losing)
			require.Equal(t, q.phrase, p.review.Phrase)
			confirmed := 0
			for _, r := range p.requests {
				if r.Task.Consent.LastGood {
					confirmed++
				}
			}
			require.Equal(t, len(q.losing) > 0, confirmed > 0, "the consent lists exactly what was confirmed")
		})
	}
}

func TestBulkDelete_LeavingCopiesDoNotCountAsLeft(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour)
	c.Operation(operation.Operation{ID: "x", Kind: operation.DeleteSnapshot, State: operation.Waiting, SnapshotID: "a-1"})
	p := planOf(t, setup(c), "delete", url.Values{"snap": {"a-0"}})
	require.True(t, p.requests[0].Task.Consent.LastGood)
	require.Equal(t, "delete the last one", p.review.Phrase)
	failed := areatest.NewContract().Volume("a", 1, time.Hour).Snapshot("bad", "a", 1, time.Minute, areatest.InState(inventory.StateFailed))
	require.True(t, planOf(t, setup(failed), "delete", url.Values{"snap": {"a-0"}}).requests[0].Task.Consent.LastGood, "a failed snapshot is no copy")
	require.False(t, planOf(t, setup(failed), "delete", url.Values{"snap": {"bad"}}).requests[0].Task.Consent.LastGood)
}

func TestBulkDelete_RecordsNothingWithoutPhrase(t *testing.T) {
	t.Parallel()
	for phrase, recorded := range map[string]bool{
		"delete 2 snapshots": true, " Delete 2 Snapshots ": true, "delete 3 snapshots": false, "": false, "delete the last one": false,
	} {
		records := &webtest.Records{}
		s := setup(areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour, 3*time.Hour), areatest.RecordIn(records))
		values := url.Values{"snap": {"a-0", "a-1"}, "key": {"k"}, "phrase": {phrase}}
		values.Set("seen", reviewDigest(planOf(t, s, "delete", values).review))
		status, html, _ := responseOf(t, s, "delete", values)
		require.Equal(t, recorded, len(records.Ops) == 2, "%q", phrase)
		require.Equal(t, recorded, status == http.StatusSeeOther, "%q", phrase)
		require.Equal(t, !recorded, strings.Contains(html, `id="phrase-error"`), "%q", phrase)
		if !recorded {
			require.Equal(t, http.StatusUnprocessableEntity, status, "%q", phrase)
			require.Empty(t, records.Ops, "%q", phrase)
		}
	}
}

func TestBulkDelete_FailedSnapshotsHaveNoUndoWindow(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour).Snapshot("bad", "a", 1, time.Minute, areatest.InState(inventory.StateFailed))
	mixed := planOf(t, setup(c), "delete", url.Values{"snap": {"a-0", "bad"}})
	require.NotEmpty(t, mixed.review.Effect, "the times differ, so each row has its own")
	require.Len(t, mixed.review.Notes, 2)
	due := map[string]time.Time{}
	for _, r := range mixed.requests {
		due[r.SnapshotID] = r.NotBefore
	}
	require.Equal(t, map[string]time.Time{"a-0": areatest.Noon.Add(webtest.UndoWindow), "bad": {}}, due)
	alike := planOf(t, setup(c), "delete", url.Values{"snap": {"a-0", "a-1"}})
	require.Empty(t, alike.review.Effect)
	require.Len(t, alike.review.Notes, 1)
	s := setup(c, func(d *web.Deps) { d.UndoWindow = 0 })
	none := planOf(t, s, "delete", url.Values{"snap": {"a-0", "bad"}})
	require.Empty(t, none.review.Effect, "without an undo window all are deleted at once")
	require.Len(t, none.review.Notes, 1)
}

func TestBulkDelete_DroppedRowsKeepColumnOfTimes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("a", 1, time.Hour, 2*time.Hour).Snapshot("bad", "a", 1, time.Minute, areatest.InState(inventory.StateFailed))
	p := planOf(t, setup(c), "delete", url.Values{"snap": {"a-0"}, "row": {"a-0", "bad"}})
	require.NotEmpty(t, p.review.Effect, "a column that comes and goes moves the boxes")
	require.Equal(t, []string{"a-0", "(bad)"}, rowIDs(p.review))
}

func TestDeletionFacts_SumSelection(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Priced("0.05").Volume("a", 100, time.Hour, 2*time.Hour).Snapshot("bad", "a", 0, time.Minute, areatest.InState(inventory.StateFailed))
	factsOf := func(c *areatest.Contract, snaps ...string) map[string]string {
		facts := map[string]string{}
		for _, f := range planOf(t, setup(c), "delete", url.Values{"snap": snaps}).review.Facts {
			facts[f.Label] = f.Text
		}
		return facts
	}
	require.Equal(t, map[string]string{"Snapshots": "3", "Freed": "at least 200 GB", "Saves": "10.00 EUR a month", "Failed among them": "1"}, factsOf(c, "a-0", "a-1", "bad"))
	require.Equal(t, map[string]string{"Snapshots": "1", "Freed": "100 GB", "Saves": "5.00 EUR a month"}, factsOf(c, "a-0"))
	require.Equal(t, map[string]string{"Snapshots": "1", "Freed": "10 GB"}, factsOf(areatest.NewContract().Volume("a", 10, time.Hour), "a-0"), "without prices there is no cost")
}
