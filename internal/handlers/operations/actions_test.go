package operations

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/areatest"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/handlers/webtest"
	"snapdeck/internal/operation"
)

func TestOnOperation_AppliesRequestedAction(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(f fixture) userAction
		form url.Values
		want string
		to   string
	}{
		"cancel":                {func(f fixture) userAction { return f.cancelOperation }, nil, "cancel x by ada", "/operations/x?notice=undone.x"},
		"move to the front":     {func(f fixture) userAction { return f.change(web.Engine.MoveToFront) }, nil, "front x by ada", "/operations/x"},
		"start now":             {func(f fixture) userAction { return f.change(web.Engine.StartNow) }, nil, "start x by ada", "/operations/x"},
		"send again":            {func(f fixture) userAction { return f.change(web.Engine.SendAgain) }, nil, "send x by ada", "/operations/x"},
		"resolve as happened":   {func(f fixture) userAction { return f.resolveOperation }, url.Values{"done": {"true"}}, "resolve as done  x by ada", "/operations/x"},
		"resolve as the maker":  {func(f fixture) userAction { return f.resolveOperation }, url.Values{"snapshot": {"s"}}, "resolve as nothing s x by ada", "/operations/x"},
		"resolve as no success": {func(f fixture) userAction { return f.resolveOperation }, url.Values{"snapshot": {""}}, "resolve as nothing  x by ada", "/operations/x"},
	} {
		f := setup(areatest.NewContract(), creation("x", operation.Waiting))
		answer, err := send(f.onOperation(c.do(f)), "x", c.form)
		require.Equal(t, c.to, redirected(t, answer, err), name)
		require.Equal(t, []string{c.want}, f.engine.called, name)
	}
}

func TestOnOperation_ShowsReasonOfRefusal(t *testing.T) {
	t.Parallel()
	for err, code := range map[error]string{
		operation.ErrTooLate: "late", operation.ErrStale: "late", operation.ErrNoOrphan: "nothing-left", operation.ErrNotSource: "not-source",
		error(&operation.OpenError{Operation: operation.Operation{ID: "x"}}): "open",
	} {
		f := setup(areatest.NewContract(), creation("x", operation.Waiting))
		f.engine.err = err
		answer, sent := send(f.onOperation(f.cancelOperation), "x", nil)
		require.NoError(t, sent)
		require.Equal(t, http.StatusConflict, answer.Code, code)
		require.Contains(t, answer.Body.String(), `data-error="`+code+`"`)
		require.Contains(t, answer.Body.String(), `id="op-x"`, "with the current operation")
		require.False(t, strings.Contains(answer.Body.String(), `http-equiv="refresh"`), "a reload at the form's own address would not be found")
	}
}

func TestOnOperation_LeadsToConfirmation(t *testing.T) {
	t.Parallel()
	for kind, form := range map[operation.Kind]string{operation.DeleteSnapshot: "/snapshots/s-x/delete", operation.RestoreVolume: "/operations/x/again"} {
		f := setup(areatest.NewContract(), onSnapshot("x", kind, operation.Failed, because("invalid")))
		answer, err := send(f.onOperation(f.retryOperation), "x", nil)
		require.Equal(t, form, redirected(t, answer, err))
		require.Empty(t, f.new(), "destructive actions are confirmed first")
	}
}

func TestOnOperation_PassesOnUnknownErrors(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract())
	_, err := send(f.onOperation(f.retryOperation), "x", nil)
	require.ErrorAs(t, err, &problem.NotFound{})
	f.engine.err = webtest.ErrAway
	_, err = send(f.onOperation(f.cancelOperation), "x", nil)
	require.ErrorIs(t, err, webtest.ErrAway)
}

func TestShowAgain_FailsIfOperationIsUnreadable(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract())
	f.engine.err = operation.ErrTooLate
	_, err := send(f.onOperation(f.cancelOperation), "gone", nil)
	require.ErrorIs(t, err, operation.ErrNoOperation)
}

func TestRetryOperation_IsRecordedOnce(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract().Volume("web", 10), creation("x", operation.Failed, because("invalid")))
	answer, err := send(f.onOperation(f.retryOperation), "x", nil)
	first := redirected(t, answer, err)
	require.Len(t, f.new(), 1)
	require.Equal(t, "/operations/"+f.new()[0].ID, first)
	require.Equal(t, "x", f.new()[0].RetryOf)
	answer, err = send(f.onOperation(f.retryOperation), "x", nil)
	require.Equal(t, first+"?notice=earlier."+f.new()[0].ID, redirected(t, answer, err))
	require.Len(t, f.new(), 1)
}

func TestRetryOperation_ChainLeadsToItsSteps(t *testing.T) {
	t.Parallel()
	chain := []operation.Operation{
		{ID: "volume", Kind: operation.CreateVolume, State: operation.Failed, Chain: "volume", Batch: "b", DatacenterID: "fra", SnapshotID: "web-0", Failure: &operation.Failure{Kind: "invalid"}, Task: operation.Task{Volume: &operation.NewVolume{Name: "copy", SizeGB: 10}}},
		{
			ID: "attach", Kind: operation.AttachVolume, State: operation.Failed, Chain: "volume", Batch: "b", DatacenterID: "fra", Failure: &operation.Failure{Kind: operation.NotStarted},
			Task: operation.Task{DependsOn: "volume", Server: &operation.ServerRef{ID: "srv"}},
		},
	}
	f := setup(areatest.NewContract().Volume("web", 10, 0), chain...)
	answer, err := send(f.onOperation(f.retryOperation), "volume", nil)
	require.Equal(t, "/batches/b", redirected(t, answer, err))
	require.Len(t, f.new(), 2, "with the steps that would have followed")
}

func TestDeleteOrphan_IsRecordedOnce(t *testing.T) {
	t.Parallel()
	orphan := creation("x", operation.Failed, because(operation.OrphanSnapshot), func(op *operation.Operation) { op.SnapshotID = "left" })
	f := setup(areatest.NewContract().Snapshot("left", "web", 10, 0), orphan)
	for range 2 {
		answer, err := send(f.onOperation(f.deleteOrphan), "x", nil)
		require.Contains(t, redirected(t, answer, err), "/operations/"+f.new()[0].ID)
	}
	require.Len(t, f.new(), 1)
	require.Equal(t, "left", f.new()[0].SnapshotID)
	none := setup(areatest.NewContract(), creation("x", operation.Failed, because("invalid")))
	answer, err := send(none.onOperation(none.deleteOrphan), "x", nil)
	require.NoError(t, err)
	require.Contains(t, answer.Body.String(), `data-error="nothing-left"`)
}

func TestReturnPath_OwnPagesOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ back, referer, want string }{
		"none":                        {"", "https://deck.example/volumes", "/operations/x"},
		"a page":                      {"/volumes?q=web", "", "/volumes?q=web"},
		"another site":                {"https://evil.example/", "", "/"},
		"another host":                {"//evil.example/x", "", "/"},
		"a backslash":                 {`/\evil.example`, "", "/"},
		"a script":                    {"javascript:alert(1)", "", "/"},
		"where the form is":           {".", "https://deck.example/snapshots?page=2", "/snapshots?page=2"},
		"without an old notice":       {".", "https://deck.example/snapshots?notice=undone.y&page=2", "/snapshots?page=2"},
		"a form that may be anywhere": {".", "", "/operations/x"},
		"an unreadable referer":       {".", "https://deck.example/%zz", "/operations/x"},
	} {
		f := setup(areatest.NewContract(), creation("x", operation.Waiting))
		answer, err := sendFrom(f.onOperation(f.change(web.Engine.MoveToFront)), "x", url.Values{"back": {c.back}}, c.referer)
		require.Equal(t, c.want, redirected(t, answer, err), name)
	}
}

func TestRetryBatch_RetriesOnlyFailedOnes(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract().Volume("web", 10), creation("a", operation.Failed, in("b"), because("invalid")), creation("c", operation.Done, in("b")),
		creation("d", operation.Cancelled, in("b")), creation("e", operation.Unknown, in("b")), creation("other", operation.Failed, in("z"), because("invalid")))
	answer, err := send(f.retryBatch, "b", nil)
	require.Equal(t, "/batches/b", redirected(t, answer, err))
	require.Len(t, f.new(), 1)
	require.Equal(t, "a", f.new()[0].RetryOf)
	require.Equal(t, "b", f.new()[0].Batch, "the retry stays in the batch")
}

func TestRetryBatch_ReportsNothingToRetry(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract(), creation("a", operation.Done, in("b")))
	answer, err := send(f.retryBatch, "b", url.Values{"back": {"/snapshots"}})
	require.Equal(t, "/snapshots?notice=nothing.", redirected(t, answer, err))
}

func TestRetryBatch_DestructiveOnesAreReviewed(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract(), onSnapshot("a", operation.DeleteSnapshot, operation.Failed, in("b"), because("invalid")), onSnapshot("c", operation.DeleteSnapshot, operation.Failed, in("b"), because("invalid")),
		onSnapshot("d", operation.DeleteSnapshot, operation.Done, in("b")))
	var reviewed []string
	f.reviewDeletions = func(_ echo.Context, ids []string) error {
		reviewed = ids
		return nil
	}
	_, err := send(f.retryBatch, "b", nil)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"s-a", "s-c"}, reviewed)
	require.Empty(t, f.new())
}

func TestRetryBatch_RestoreLeadsToItsForm(t *testing.T) {
	t.Parallel()
	ops := skipped(restoreChain(operation.Done, operation.Done, operation.Failed, operation.Failed), "start")
	f := setup(areatest.NewContract().Volume("web", 10), ops...)
	answer, err := send(f.retryBatch, "b", nil)
	require.Equal(t, "/operations/restore/again", redirected(t, answer, err))
	require.Empty(t, f.new())
}

func TestRetryBatch_RefusalOfEngineRedirects(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract().Volume("web", 10), creation("a", operation.Failed, in("b"), because("invalid")))
	f.Engine = refusing{f.engine, &operation.OpenError{Operation: operation.Operation{ID: "a", Actor: "bob"}}}
	answer, err := send(f.retryBatch, "b", nil)
	require.NoError(t, err)
	require.Contains(t, answer.Body.String(), `data-error="open"`)
	f.Engine = refusing{f.engine, &operation.ConsentError{Operation: onSnapshot("x", operation.DeleteSnapshot, operation.Failed)}}
	answer, err = send(f.retryBatch, "b", nil)
	require.Equal(t, "/snapshots/s-x/delete", redirected(t, answer, err))
	f.Engine = refusing{f.engine, webtest.ErrAway}
	_, err = send(f.retryBatch, "b", nil)
	require.ErrorIs(t, err, webtest.ErrAway)
}

func TestCancelBatch_LeadsToHowMuchWasCancelled(t *testing.T) {
	t.Parallel()
	f := setup(areatest.NewContract())
	answer, err := send(f.cancelBatch, "b", nil)
	require.Equal(t, "/batches/b?notice=cancelled.b", redirected(t, answer, err))
	require.Equal(t, []string{"cancel-batch b by ada"}, f.engine.called)
	f.engine.err = errors.New("away")
	_, err = send(f.cancelBatch, "b", nil)
	require.ErrorIs(t, err, f.engine.err)
}
