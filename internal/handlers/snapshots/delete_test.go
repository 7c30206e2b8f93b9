package snapshots

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

const hour = time.Hour

// deletionOf returns an open deletion of a snapshot.
func deletionOf(id string) operation.Operation {
	return operation.Operation{ID: "del-" + id, Kind: operation.DeleteSnapshot, SnapshotID: id, State: operation.Queued, Actor: "eve", NotBefore: areatest.Noon.Add(hour)}
}

// Only the loss of the last good copy needs a phrase.
func TestDeleteForm_HasAsMuchFrictionAsConsequence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contract *areatest.Contract
		phrase   bool
		undo     bool
		locked   bool
	}{
		"one of two":       {areatest.NewContract().Volume("web", 10, 2*hour, hour), false, true, false},
		"the only good":    {areatest.NewContract().Volume("web", 10, hour), true, true, false},
		"the other leaves": {areatest.NewContract().Volume("web", 10, 2*hour, hour).Operation(deletionOf("web-1")), true, true, false},
		"the other failed": {areatest.NewContract().Volume("web", 10, hour).Snapshot("bad", "web", 10, hour, areatest.InState(inventory.StateFailed)), true, true, false},
		"itself failed":    {areatest.NewContract().Volume("web", 10).Snapshot("web-0", "web", 10, hour, areatest.InState(inventory.StateFailed)), false, false, false},
		"locked":           {areatest.NewContract().Volume("web", 10, 2*hour, hour).Locked("web-0", "audit"), false, true, true},
	} {
		a := newArea(c.contract)
		req := a.request("web-0")
		snap, _ := req.View.Snapshot("web-0")
		f, err := a.deleteForm(t.Context(), req, snap)
		require.NoError(t, err, name)
		require.Equal(t, c.phrase, f.Phrase != "", name)
		require.Equal(t, c.phrase, f.OnlyGoodCopy, name)
		require.Equal(t, c.undo, f.Undo != "", name)
		require.Equal(t, c.locked, f.Lock != nil, name)
		require.NotEmpty(t, f.Remaining, name)
	}
}

// The text also has the age of the newest.
func TestRemainingText_CountsRemainingGoodOnes(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("web", 10, 5*hour, 4*hour, 3*hour, 2*hour).Snapshot("busy", "web", 10, hour, areatest.InState(inventory.StateBusy)).
		Snapshot("orphan", "gone", 10, hour).Snapshot("unknown", "", 10, hour).Operation(deletionOf("web-3"))
	a := newArea(c)
	text := func(id string) string {
		req := a.request(id)
		snap, _ := req.View.Snapshot(id)
		return a.remainingText(req, snap)
	}
	require.Contains(t, text("web-0"), "2 good snapshots of web")
	require.Contains(t, text("web-0"), "3 h ago", "the newest leaves, and so does not count")
	require.Contains(t, text("web-2"), "4 h ago")
	require.NotContains(t, text("orphan"), "web")
	require.NotEqual(t, text("orphan"), text("unknown"))
}

// Unknown values are left out.
func TestFreedFacts_AreCostAndQuota(t *testing.T) {
	t.Parallel()
	bare := newArea(areatest.NewContract().Volume("web", 10, hour))
	full := newArea(areatest.NewContract().Volume("web", 10, hour).Priced("0.05").Quota(50, 100))
	facts := func(a area) int {
		req := a.request("web-0")
		snap, _ := req.View.Snapshot("web-0")
		return len(a.freedFacts(req, snap))
	}
	require.Zero(t, facts(bare))
	require.Equal(t, 2, facts(full))
}

// onlyCopy confirms the deletion of the last good snapshot.
const onlyCopy = "delete the last one"

// The deletion can be undone until its time.
func TestPlanDeletion_RecordsConsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		contract *areatest.Contract
		phrase   string
		status   int
		lastGood bool
	}{
		"one of two":                 {areatest.NewContract().Volume("web", 10, 2*hour, hour), "", http.StatusSeeOther, false},
		"the only good, confirmed":   {areatest.NewContract().Volume("web", 10, hour), " " + onlyCopy + " ", http.StatusSeeOther, true},
		"the only good, unconfirmed": {areatest.NewContract().Volume("web", 10, hour), "", http.StatusUnprocessableEntity, false},
		"the only good, wrong":       {areatest.NewContract().Volume("web", 10, hour), onlyCopy + "x", http.StatusUnprocessableEntity, false},
		"locked":                     {areatest.NewContract().Volume("web", 10, 2*hour, hour).Locked("web-0", "audit"), onlyCopy, http.StatusConflict, false},
	} {
		a := newArea(c.contract)
		response := a.post(t, a.onSnapshot(a.planDeletion), "web-0", url.Values{"key": {"k"}, "phrase": {c.phrase}})
		require.Equal(t, c.status, response.Code, name)
		if c.status != http.StatusSeeOther {
			require.Empty(t, a.ledger.Ops, name)
			continue
		}
		require.Equal(t, "/snapshots/web-0", response.Header().Get("Location"), name)
		require.Len(t, a.ledger.Ops, 1, name)
		op := a.ledger.Ops[0]
		require.Equal(t, operation.DeleteSnapshot, op.Kind, name)
		require.Equal(t, c.lastGood, op.Task.Consent.LastGood, name)
		require.Equal(t, areatest.Noon.Add(webtest.UndoWindow), op.NotBefore, name)
	}
}

// A snapshot that is gone leads to the operation that deleted it.
func TestPlanDeletion_ShowsOpenDeletion(t *testing.T) {
	t.Parallel()
	a := newArea(areatest.NewContract().Volume("web", 10, 2*hour, hour).Operation(deletionOf("web-0")))
	open := a.post(t, a.onSnapshot(a.planDeletion), "web-0", url.Values{"key": {"k"}})
	require.Equal(t, "open del-web-0", open.Body.String())
	require.Empty(t, a.ledger.Ops)

	c := areatest.NewContract().Volume("web", 10, 2*hour, hour)
	a = newArea(c)
	a.post(t, a.onSnapshot(a.planDeletion), "web-0", url.Values{"key": {"k"}})
	c.Snapshots = nil
	later := newArea(c, a.ledger.Ops...)
	response := later.post(t, later.onSnapshot(later.planDeletion), "web-0", url.Values{"key": {"k"}})
	require.Equal(t, http.StatusSeeOther, response.Code)
	require.Contains(t, response.Header().Get("Location"), "/operations/"+a.ledger.Ops[0].ID)
}

// holders are the operations that Holder returns one after the other.
type holders struct {
	webtest.Records
	ops []operation.Operation
	err error
}

func (h *holders) Holder(_ context.Context, _, except string) (operation.Operation, bool, error) {
	for _, op := range h.ops {
		if op.ID != except {
			return op, true, h.err
		}
	}
	return operation.Operation{}, false, h.err
}

// A deletion that relies on the snapshot is no reason to keep it.
func TestUsedBy_RestoreThatNeedsSnapshot(t *testing.T) {
	t.Parallel()
	deletion, restore := operation.Operation{ID: "d", Kind: operation.DeleteSnapshot}, operation.Operation{ID: "r", Kind: operation.RestoreVolume}
	for name, c := range map[string]struct {
		ops  []operation.Operation
		want string
	}{"none": {nil, ""}, "a deletion": {[]operation.Operation{deletion}, ""}, "a restore": {[]operation.Operation{restore}, "r"}, "both": {[]operation.Operation{deletion, restore}, "r"}} {
		a := newArea(areatest.NewContract().Volume("web", 10, 2*hour, hour))
		a.Ledger = &holders{ops: c.ops}
		op, used, err := a.usedBy(t.Context(), "web-0")
		require.NoError(t, err, name)
		require.Equal(t, c.want != "", used, name)
		if used {
			require.Equal(t, c.want, op.ID, name)
			require.Equal(t, http.StatusConflict, a.post(t, a.onSnapshot(a.planDeletion), "web-0", url.Values{"key": {"k"}}).Code, name)
		}
	}
	a := newArea(areatest.NewContract().Volume("web", 10, hour))
	a.Ledger = &holders{err: errors.New("away")}
	_, _, err := a.usedBy(t.Context(), "web-0")
	require.Error(t, err, "without the ledger it is unknown whether a restore needs the snapshot")
}
