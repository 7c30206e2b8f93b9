package operations

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/auth"
	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// ledgerOf is a ledger that finds one operation.
type ledgerOf struct {
	webtest.Ledger
	op       operation.Operation
	archived bool
}

func (l *ledgerOf) Operation(_ context.Context, id string) (operation.Operation, error) {
	if id == l.op.ID {
		return l.op, nil
	}
	return operation.Operation{}, operation.ErrNoOperation
}

func (l *ledgerOf) Archived(context.Context, string) (bool, error) { return l.archived, nil }

// act does something to the operation "x" and returns where the answer leads.
func act(s *Handlers, err error, form url.Values) (status int, html, to string, failed error) {
	c, answer := areatest.Post(auth.RoleMaintainer, "/operations/x/cancel", form)
	c.SetParamNames("id")
	c.SetParamValues("x")
	failed = s.onOperation(func(c echo.Context, id string, _ operation.Actor) (string, error) { return comeBack(c, id), err })(c)
	return answer.Code, answer.Body.String(), answer.Header().Get("Location"), failed
}

func TestOnOperation_AnswersWhatCameOfIt(t *testing.T) {
	t.Parallel()
	deletion := op("x", operation.DeleteSnapshot, operation.Failed, failed("server"), onSnapshot("s"))
	for name, q := range map[string]struct {
		err    error
		status int
		code   string // on the page
		to     string
	}{
		"done":                 {nil, http.StatusSeeOther, "", "/operations/x"},
		"it needs a consent":   {&operation.ConsentError{Operation: deletion}, http.StatusSeeOther, "", "/snapshots/s/delete"},
		"it was too late":      {fmt.Errorf("cancel: %w", operation.ErrTooLate), http.StatusConflict, "late", ""},
		"another was faster":   {operation.ErrStale, http.StatusConflict, "late", ""},
		"nothing was left":     {operation.ErrNoOrphan, http.StatusConflict, "nothing-left", ""},
		"it is not its own":    {operation.ErrNotSource, http.StatusConflict, "not-source", ""},
		"an error of a ledger": {errors.New("the disk is full"), 0, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(areatest.NewContract().Base(func(d *web.Deps) { d.Ledger = &ledgerOf{op: deletion} }))
			status, html, to, err := act(s, q.err, nil)
			if q.status == 0 {
				require.ErrorIs(t, err, q.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, q.status, status)
			require.Equal(t, q.to, to)
			if q.code != "" {
				require.Contains(t, html, `data-error="`+q.code+`"`)
			}
		})
	}
}

func TestOnOperation_ThatIsGone(t *testing.T) {
	t.Parallel()
	s := New(areatest.NewContract().Base())
	_, _, _, err := act(s, operation.ErrNoOperation, nil)
	var gone web.NotFoundError
	require.ErrorAs(t, err, &gone)
	require.Equal(t, "/operations", gone.Href)
}

func TestReturnPath_StaysOnThisSite(t *testing.T) {
	t.Parallel()
	for _, q := range []struct{ back, referer, want string }{
		{"", "http://example.com/volumes", ""}, {"/volumes?type=HDD", "", "/volumes?type=HDD"}, {"//evil.example", "", "/"}, {"https://evil.example/", "", "/"}, {"/\\evil.example", "", "/"},
		{".", "http://example.com/volumes?notice=undone.x&type=HDD", "/volumes?type=HDD"}, {".", "", "/"}, {".", "%zz", ""},
	} {
		c, _ := areatest.Post(auth.RoleOperator, "/operations/x/cancel", url.Values{"back": {q.back}})
		c.Request().Header.Set("Referer", q.referer)
		require.Equal(t, q.want, returnPath(c), q)
	}
}

func TestOperation_ArchivedIsNotGone(t *testing.T) {
	t.Parallel()
	page := func(l *ledgerOf) error {
		s := New(areatest.NewContract().Base(func(d *web.Deps) { d.Ledger = l }))
		req := areatest.Request(s.Base, "/operations/x")
		req.Params = map[string]string{"id": "x"}
		_, err := s.operation(t.Context(), req)
		return err
	}
	require.NoError(t, page(&ledgerOf{op: op("x", operation.CreateSnapshot, operation.Done)}))
	var archived web.Archived
	require.ErrorAs(t, page(&ledgerOf{archived: true}), &archived)
	var gone web.NotFoundError
	require.ErrorAs(t, page(&ledgerOf{}), &gone)
}

func TestResolveView_OffersWhatItMayHaveMade(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v-x", 10)
	for i := range maxCandidates + 5 {
		c.Snapshot(fmt.Sprintf("s-%02d", i), "", 10, time.Minute)
	}
	s, req := setup(c)
	unknown := op("x", operation.CreateSnapshot, operation.Unknown, func(o *operation.Operation) { o.SizeGB, o.Location = 10, "de/fra" })
	v := s.resolveView(req, unknown)
	require.True(t, v.Creates)
	require.False(t, v.Stuck)
	require.LessOrEqual(t, len(v.Candidates), maxCandidates)
	restore := s.resolveView(req, op("x", operation.RestoreVolume, operation.Provisioning))
	require.False(t, restore.Creates)
	require.True(t, restore.Stuck)
	require.Empty(t, restore.Candidates)
}

func TestOperationFacts_OnlyWhatIsKnown(t *testing.T) {
	t.Parallel()
	_, req := setup(areatest.NewContract())
	facts := func(o operation.Operation) map[string]string {
		all := map[string]string{}
		for _, f := range operationFacts(req, o) {
			all[f.Label] = f.Text + f.Href
		}
		return all
	}
	few := facts(op("x", operation.CreateSnapshot, operation.Queued))
	for _, label := range []string{"Request id", "Snapshot id", "Batch", "Tries again", "Licence type", "Description"} {
		require.NotContains(t, few, label)
	}
	require.NotContains(t, few["Size"], "0", "a size that is not known is not 0")
	all := facts(op("x", operation.CreateSnapshot, operation.Done, func(o *operation.Operation) {
		o.Batch, o.RetryOf, o.RequestID, o.Params.LicenceType = "b", "y", "r", "LINUX"
	}))
	require.Contains(t, all["Batch"], "/batches/b")
	require.Contains(t, all["Tries again"], "/operations/y")
	require.Equal(t, "r", all["Request id"])
	require.Equal(t, "LINUX", all["Licence type"])
}

// overwritten are restores of volumes with a safety snapshot of each, and the contract in which they are.
func overwritten(ids ...string) (*areatest.Contract, []operation.Operation) {
	c := areatest.NewContract()
	var ops []operation.Operation
	for _, id := range ids {
		c.Volume("v-"+id, 1, time.Hour)
		safety := op(id, operation.CreateSnapshot, operation.Done, onSnapshot("v-"+id+"-0"))
		over := op(id, operation.RestoreVolume, operation.Done, func(o *operation.Operation) { o.ID, o.RequestID = "over-"+id, "r" })
		ops = append(ops, safety, over)
	}
	return c, ops
}

func TestRollbackLinks_EveryVolumeHasAWayBack(t *testing.T) {
	t.Parallel()
	one := "/snapshots/v-a-0/restore?volume=v-a#overwrite"
	for name, q := range map[string]struct {
		ids    []string
		server []string // volumes on it
		want   string
	}{
		"one":              {[]string{"a"}, nil, one},
		"two of no server": {[]string{"a", "b"}, nil, one + " /snapshots/v-b-0/restore?volume=v-b#overwrite"},
		"two of a server":  {[]string{"a", "b"}, []string{"v-a", "v-b"}, "/datacenters/fra/servers/s1/sets/x"},
		"two of a server, and a third": {
			[]string{"a", "b", "c"}, []string{"v-a", "v-b"}, one + " /snapshots/v-b-0/restore?volume=v-b#overwrite /snapshots/v-c-0/restore?volume=v-c#overwrite",
		},
	} {
		c, ops := overwritten(q.ids...)
		if q.server != nil {
			c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", VolumeIDs: q.server}}
		}
		_, req := setup(c)
		require.Equal(t, q.want, hrefs(rollbackLinks(req, ops, "x")), name)
	}
}

func TestRollbackLinks_OnlyWhenItMayHaveChanged(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *areatest.Contract, ops []operation.Operation){
		"not sent":       func(_ *areatest.Contract, ops []operation.Operation) { ops[1].RequestID = "" },
		"not over":       func(_ *areatest.Contract, ops []operation.Operation) { ops[1].State = operation.Provisioning },
		"no safety":      func(_ *areatest.Contract, ops []operation.Operation) { ops[0].State = operation.Failed },
		"safety is gone": func(c *areatest.Contract, _ []operation.Operation) { c.Snapshots = nil },
		"another kind":   func(_ *areatest.Contract, ops []operation.Operation) { ops[1].Kind = operation.AttachVolume },
		"another volume": func(_ *areatest.Contract, ops []operation.Operation) { ops[1].VolumeID = "v-z" },
	} {
		c, ops := overwritten("a")
		change(c, ops)
		_, req := setup(c)
		require.Empty(t, rollbackLinks(req, ops, "x"), name)
	}
	c, ops := overwritten("a")
	ops[1].State = operation.Failed
	_, req := setup(c)
	require.Len(t, rollbackLinks(req, ops, "x"), 1, "one that failed half-way needs it most")
}

func TestRetryWarnings_WhatNoLongerFits(t *testing.T) {
	t.Parallel()
	c := areatest.NewContract().Volume("v", 10, time.Hour)
	c.Servers = []inventory.Server{{ID: "s1", DatacenterID: "fra", Name: "web", VMState: "RUNNING", VolumeIDs: []string{"v"}}}
	s, req := setup(c)
	over := operation.Request{Kind: operation.RestoreVolume, VolumeID: "v", SnapshotID: "v-0"}
	off := operation.Request{Kind: operation.StopServer, Task: operation.Task{Server: &operation.ServerRef{ID: "s1"}}}
	require.Len(t, s.retryWarnings(req, operation.RetryPlan{Requests: []operation.Request{over}}, over), 1, "it runs")
	require.Empty(t, s.retryWarnings(req, operation.RetryPlan{Requests: []operation.Request{off, over}}, over), "it is powered off before")
	gone := operation.Request{Kind: operation.RestoreVolume, VolumeID: "gone", SnapshotID: "v-0"}
	deleted := operation.Request{Kind: operation.RestoreVolume, VolumeID: "v", SnapshotID: "gone"}
	plan := operation.RetryPlan{Requests: []operation.Request{off}}
	require.Len(t, s.retryWarnings(req, plan, gone), 1)
	require.Len(t, s.retryWarnings(req, plan, deleted), 1)
	require.NotEqual(t, s.retryWarnings(req, plan, gone), s.retryWarnings(req, plan, deleted))
}
