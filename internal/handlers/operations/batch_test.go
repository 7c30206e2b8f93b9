package operations

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/selection"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

// batchPage returns the page of the batch "b".
func batchPage(t *testing.T, f fixture, address string) string {
	t.Helper()
	p, err := f.batch(t.Context(), f.request(address, "b"))
	require.NoError(t, err)
	return rendered(t, p)
}

func TestBatch_NotThere(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract(), creation("a", operation.Done, in("other")))
	for _, id := range []string{"b", "", "../other"} {
		_, err := f.batch(t.Context(), f.request("/batches/b", id))
		require.ErrorAs(t, err, &problem.NotFound{}, id)
	}
	f.ledger.Err = webtest.ErrAway
	_, err := f.batch(t.Context(), f.request("/batches/b", "b"))
	require.ErrorIs(t, err, webtest.ErrAway)
}

func TestBatch_FiltersByProgress(t *testing.T) {
	t.Parallel()
	ops := append(batchOf(operation.Done, operation.Failed, operation.Queued, operation.Cancelled), creation("again", operation.Done, in("b"), func(op *operation.Operation) { op.RetryOf = "b" }))
	f := setup(areatest.NewContract(), ops...)
	for address, want := range map[string][]string{
		"/batches/b":                 {"a", "c", "d", "again"},
		"/batches/b?only=done":       {"a", "again"},
		"/batches/b?only=failed":     nil,
		"/batches/b?only=waiting":    {"c"},
		"/batches/b?only=x":          nil,
		"/batches/b?per=2":           {"a", "c"},
		"/batches/b?per=2&page=2":    {"d", "again"},
		"/batches/b?per=2&page=9999": nil,
	} {
		require.Equal(t, want, idsIn(batchPage(t, f, address)), address)
	}
}

func TestBatch_LargeOneIsPaged(t *testing.T) {
	t.Parallel()
	ops := make([]operation.Operation, 0, selection.MaxSelected)
	for i := range selection.MaxSelected {
		ops = append(ops, creation(fmt.Sprintf("op-%04d", i), operation.Done, in("b"), func(op *operation.Operation) { op.CreatedAt = areatest.Noon.Add(time.Duration(i) * time.Second) }))
	}
	f := setup(areatest.NewContract(), ops...)
	f.ledger.Ops = nil
	for i := range ops {
		f.ledger.Ops = append(f.ledger.Ops, ops[len(ops)-1-i])
	}
	require.Len(t, idsIn(batchPage(t, f, "/batches/b")), 50)
	require.Equal(t, []string{"op-0499"}, idsIn(batchPage(t, f, "/batches/b?per=1&page=500")))
}

func TestBatch_OffersToRetryFailedOnes(t *testing.T) {
	t.Parallel()
	refused := because("invalid")
	for name, c := range map[string]struct {
		ops    []operation.Operation
		offers bool
		review bool
	}{
		"creations":               {[]operation.Operation{creation("a", operation.Failed, in("b"), refused), creation("c", operation.Done, in("b"))}, true, false},
		"deletions":               {[]operation.Operation{onSnapshot("a", operation.DeleteSnapshot, operation.Failed, in("b"), refused), onSnapshot("c", operation.DeleteSnapshot, operation.Done, in("b"))}, true, true},
		"cancelled is not failed": {batchOf(operation.Cancelled, operation.Done), false, false},
		"unknown is resolved":     {batchOf(operation.Unknown, operation.Done), false, false},
		"tried again already":     {append(batchOf(operation.Failed), creation("x", operation.Done, in("b"), func(op *operation.Operation) { op.RetryOf = "a" })), false, false},
		"prevented by a lock":     {[]operation.Operation{onSnapshot("a", operation.DeleteSnapshot, operation.Cancelled, in("b"), because(operation.CauseLocked)), onSnapshot("c", operation.DeleteSnapshot, operation.Done, in("b"))}, false, false},
	} {
		f := setup(areatest.NewContract(), c.ops...)
		html := batchPage(t, f, "/batches/b")
		require.Equal(t, c.offers, strings.Contains(html, `action="/batches/b/retry"`), name)
		require.Equal(t, c.review, strings.Contains(html, "Review"), name)
	}
}

func TestBatch_OffersToCancelWaitingOnes(t *testing.T) {
	t.Parallel()
	for state, offered := range map[operation.State]bool{operation.Queued: true, operation.Waiting: true, operation.Submitting: false, operation.Done: false, operation.Unknown: false} {
		f := setup(areatest.NewContract(), batchOf(operation.Done, state)...)
		require.Equal(t, offered, strings.Contains(batchPage(t, f, "/batches/b"), `action="/batches/b/cancel"`), state)
	}
}

func TestBatch_StepsAreInOrder(t *testing.T) {
	t.Parallel()
	ops := restoreChain(operation.Done, operation.Provisioning, operation.Waiting, operation.Waiting)
	f := setup(areatest.NewContract().Volume("web", 10), ops...)
	f.ledger.Ops = []operation.Operation{ops[3], ops[2], ops[1], ops[0]}
	html := batchPage(t, f, "/batches/b?only=done&per=1")
	require.Equal(t, []string{"stop", "safety", "restore", "start"}, idsIn(html), "steps are neither filtered nor paged")
	require.Contains(t, html, `action="/operations/restore/cancel"`)
	require.NotContains(t, html, `action="/batches/b/cancel"`)
}

func TestBatch_LinksToRestoreOfItsSet(t *testing.T) {
	t.Parallel()
	c := serverWith("a", "b")
	f := setup(c, snapshotOf("a", operation.Done), snapshotOf("b", operation.Done))
	require.Contains(t, batchPage(t, f, "/batches/b"), `href="/datacenters/fra/servers/srv/sets/b"`)
}
