package snapshots

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/opview"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Users must not change the labels of Snapdeck.
func TestActionsOn_KeepsSnapdecksLabelsApart(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour).Label("snapshot", "web-0", "team", "infra").Locked("web-0", "audit"))
	req := a.request("web-0")
	snap, _ := req.View.Snapshot("web-0")
	v := a.actionsOn(t.Context(), req, snap)
	require.Len(t, v.Labels, 1)
	require.Equal(t, "team", v.Labels[0].Key)
	require.Len(t, v.Own, 2)
	require.Equal(t, "audit", v.Lock.Reason)
	require.NotContains(t, v.Text, "web", "the marker is no description")
}

// A key that was used is never offered again.
func TestFormKeyOn_StaysUntilSomethingIsRequested(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, hour))
	require.Equal(t, "web-0", a.formKeyOn(t.Context(), "web-0"))
	a.ledger.Ops = []operation.Operation{{ID: "second", SnapshotID: "web-0"}, {ID: "first", SnapshotID: "web-0"}}
	require.Equal(t, "second", a.formKeyOn(t.Context(), "web-0"))
	a.ledger.Err = webtest.ErrAway
	require.NotEqual(t, a.formKeyOn(t.Context(), "web-0"), a.formKeyOn(t.Context(), "web-0"), "a form of its own each time")
}

// A completed operation needs no card, and an old failure none either.
func TestOperationsOnSnapshot_OpenOrRecentlyFailed(t *testing.T) {
	t.Parallel()
	op := func(id string, kind operation.Kind, state operation.State) operation.Operation {
		return operation.Operation{ID: id, Kind: kind, SnapshotID: "web-0", State: state}
	}
	unknown := op("unknown", operation.DeleteSnapshot, operation.Unknown)
	unknown.FinishedAt = areatest.Noon.Add(-100 * hour)
	old := op("old failure", operation.LockSnapshot, operation.Failed)
	old.FinishedAt = areatest.Noon.Add(-opview.EndedVisibleFor)
	prevented := op("prevented", operation.DeleteSnapshot, operation.Cancelled)
	prevented.Failure = &operation.Failure{Kind: operation.Causes()[0]}
	retry := op("retry", operation.LabelSnapshot, operation.Done)
	retry.RetryOf = "retried"
	a := newArea(areatest.NewContract().Volume("web", 10, hour).Operation(
		op("retried", operation.LabelSnapshot, operation.Failed), retry,
		op("running", operation.LockSnapshot, operation.Submitting), op("done", operation.EditSnapshot, operation.Done), op("failed", operation.EditSnapshot, operation.Failed),
		unknown, op("unknown creation", operation.CreateSnapshot, operation.Unknown), op("cancelled", operation.DeleteSnapshot, operation.Cancelled), op("creation", operation.CreateSnapshot, operation.Failed),
		old, prevented,
	))
	var ids []string
	for _, v := range a.operationsOnSnapshot(a.request("web-0"), "web-0") {
		ids = append(ids, v.ID)
	}
	require.ElementsMatch(t, []string{"running", "failed", "unknown", "unknown creation", "prevented"}, ids)
	require.True(t, a.hasOpenOperation("web-0"))
	require.False(t, a.hasOpenOperation("other"))
}

// The table covers labels and locks.
func TestForms_RecordOrShowMistake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form string // the form
		sent url.Values
		kind operation.Kind // empty: refused
	}{
		"label":               {"label", url.Values{"label": {"team"}, "value": {"infra"}}, operation.LabelSnapshot},
		"label removed":       {"label", url.Values{"label": {"team"}, "remove": {"1"}}, operation.LabelSnapshot},
		"label without a key": {"label", url.Values{"value": {"infra"}}, ""},
		"label of Snapdeck":   {"label", url.Values{"label": {inventory.LabelLock}, "value": {"x"}}, ""},
		"lock":                {"lock", url.Values{"reason": {"audit 2026"}}, operation.LockSnapshot},
		"lock until today":    {"lock", url.Values{"reason": {"audit"}, "until": {"2026-11-20"}}, operation.LockSnapshot},
		"lock until the past": {"lock", url.Values{"reason": {"audit"}, "until": {"2026-11-19"}}, ""},
		"lock until no date":  {"lock", url.Values{"reason": {"audit"}, "until": {"soon"}}, ""},
		"lock without reason": {"lock", url.Values{"reason": {" \u200b "}}, ""},
		"lock, long reason":   {"lock", url.Values{"reason": {strings.Repeat("r", 64)}}, ""},
		"unlock":              {"unlock", url.Values{}, operation.UnlockSnapshot},
	} {
		a := newArea(areatest.NewContract().Volume("web", 10, hour))
		c.sent.Set("key", "k")
		handle := map[string]func() int{
			"label":  func() int { return a.post(t, a.onSnapshot(a.label), "web-0", c.sent).Code },
			"lock":   func() int { return a.post(t, a.onSnapshot(a.lock), "web-0", c.sent).Code },
			"unlock": func() int { return a.post(t, a.onSnapshot(a.unlock), "web-0", c.sent).Code },
		}[c.form]
		if c.kind == "" {
			require.Equal(t, http.StatusUnprocessableEntity, handle(), name)
			require.Empty(t, a.ledger.Ops, name)
			continue
		}
		require.Equal(t, http.StatusSeeOther, handle(), name)
		require.Equal(t, http.StatusSeeOther, handle(), "%s, sent again", name)
		require.Len(t, a.ledger.Ops, 1, name)
		require.Equal(t, c.kind, a.ledger.Ops[0].Kind, name)
	}
}
